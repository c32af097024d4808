using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;

namespace Dl.Bench;

/// <summary>One step of an MLP 784-128-10 with Adam on images of 28 x 28, as a training runs it.</summary>
[MemoryDiagnoser]
public class TrainingStep
{
    const int Steps = 50;

    readonly Step<float> step = Train.Step<float>(Net.Seq(new Dense(128, Activation.Relu), new Dense(10)), Loss.CrossEntropy, Optimizer.Adam());
    Learner<float>? start;
    Batch<float>[] batches = [];

    /// <summary>The number of images in a batch.</summary>
    [Params(32, 128)]
    public int BatchSize { get; set; }

    /// <summary>How many threads a kernel may use.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Draws images, classes and parameters.</summary>
    [GlobalSetup]
    public void Draw()
    {
        start = Train.Start<float>(step.Net, step.Optimizer, Shape.Of(784), Key.Of(1));
        batches = [.. Enumerable.Range(0, Steps).Select(i => new Batch<float>(
            Key.Of(2).Child(i).Uniform<float>([BatchSize, 784]),
            Indices.Of([.. Enumerable.Range(0, BatchSize).Select(item => Key.Of(3).Child(i).Below(10, item))])))];
    }

    /// <summary>The fold, whose memory is handed down from step to step.</summary>
    [Benchmark(OperationsPerInvoke = Steps)]
    public Learner<float> Fold() => Workers.With(Threads, () => Train.Fold(batches, start!, step));

    /// <summary>The pure function, step by step, each learner with memory of its own.</summary>
    [Benchmark(OperationsPerInvoke = Steps)]
    public Learner<float> Aggregate() => Workers.With(Threads, () => batches.Aggregate(start!, step.Invoke));
}
