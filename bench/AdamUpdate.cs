using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;

namespace Dl.Bench;

/// <summary>Adam's update of a million parameters, with the learner before it kept readable.</summary>
[MemoryDiagnoser]
public class AdamUpdate
{
    const int Size = 1_000_000;

    readonly Optimizer adam = Optimizer.Adam();
    readonly Tensor<float> parameters = Key.Of(1).Normal<float>([Size]);
    readonly Tensor<float> gradient = Key.Of(2).Normal<float>([Size]);
    OptimizerState<float>? state;

    /// <summary>How many threads may take part.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>The optimizer's memory after a first step.</summary>
    [GlobalSetup]
    public void Begin() => state = adam.Update(adam.Start<float>(Size), parameters, gradient).State;

    /// <summary>One update.</summary>
    [Benchmark]
    public Updated<float> Update() => Workers.With(Threads, () => adam.Update(state!, parameters, gradient));
}
