using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;
using Matrix = MathNet.Numerics.LinearAlgebra.Matrix<float>;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Dl.Bench;

/// <summary>A step of an MLP 784-128-10 with plain gradient descent on 32 examples, one thread: ours, and written by hand on MathNet.Numerics and on
/// TensorPrimitives alone, without a tape.</summary>
[MemoryDiagnoser]
public class StepBaselines
{
    const int Steps = 20, Batch = 32, Inputs = 784, Hidden = 128, Classes = 10;
    const float Rate = 0.01f;

    readonly Step<float> step = Train.Step<float>(Net.Seq(new Dense(Hidden, Activation.Relu), new Dense(Classes)), Loss.CrossEntropy, Optimizer.Sgd(Rate));
    readonly Tensor<float> x = Key.Of(2).Uniform<float>([Batch, Inputs]);
    readonly int[] classes = [.. Enumerable.Range(0, Batch).Select(item => Key.Of(3).Below(Classes, item))];

    // By MathNet: columns are examples. By TensorPrimitives: rows are units, with their weights side by side.
    readonly Matrix xs, w1 = Drawn(Hidden, Inputs), w2 = Drawn(Classes, Hidden);
    readonly float[][] rows1 = Rows(Hidden, Inputs), rows2 = Rows(Classes, Hidden), slopes1 = Rows(Hidden, Inputs), slopes2 = Rows(Classes, Hidden);

    /// <summary>Gives MathNet its layout.</summary>
    public StepBaselines()
    {
        MathNet.Numerics.Control.UseManaged();
        MathNet.Numerics.Control.MaxDegreeOfParallelism = 1;
        xs = Matrix.Build.Dense(Inputs, Batch, x.Span.ToArray());
    }

    /// <summary>Ours.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Steps)]
    public Learner<float> Ours() => Workers.With(1, () => Train.Fold(
        Enumerable.Repeat(new Batch<float>(x, Indices.Of(classes)), Steps), Train.Start<float>(step.Net, step.Optimizer, [Inputs], Key.Of(1)), step));

    /// <summary>On MathNet.Numerics.</summary>
    [Benchmark]
    public void MathNetNumerics()
    {
        var z = w1 * xs;
        var h = z.Map(v => Math.Max(v, 0));
        var g = w2 * h;
        for (var i = 0; i < Batch; i++)
        {
            var column = g.Column(i).ToArray();
            TensorPrimitives.SoftMax(column, column);
            column[classes[i]] -= 1;
            g.SetColumn(i, column);
        }
        g /= Batch;
        var back = w2.TransposeThisAndMultiply(g).PointwiseMultiply(z.Map(v => v > 0 ? 1f : 0f));
        w2.Subtract(g.TransposeAndMultiply(h) * Rate, w2);
        w1.Subtract(back.TransposeAndMultiply(xs) * Rate, w1);
    }

    /// <summary>On TensorPrimitives alone.</summary>
    [Benchmark]
    public void Primitives()
    {
        Span<float> h = stackalloc float[Hidden], y = stackalloc float[Classes], back = stackalloc float[Hidden];
        foreach (var row in slopes1.Concat(slopes2)) Array.Clear(row);
        for (var i = 0; i < Batch; i++)
        {
            var example = x.Span.Slice(i * Inputs, Inputs);
            for (var unit = 0; unit < Hidden; unit++) h[unit] = Math.Max(0, TensorPrimitives.Dot(rows1[unit], example));
            for (var unit = 0; unit < Classes; unit++) y[unit] = TensorPrimitives.Dot(rows2[unit], h);
            TensorPrimitives.SoftMax(y, y);
            y[classes[i]] -= 1;
            back.Clear();
            for (var unit = 0; unit < Classes; unit++)
            {
                TensorPrimitives.MultiplyAdd(rows2[unit], y[unit], back, back);
                TensorPrimitives.MultiplyAdd(h, y[unit], slopes2[unit], slopes2[unit]);
            }
            for (var unit = 0; unit < Hidden; unit++)
                if (h[unit] > 0) TensorPrimitives.MultiplyAdd(example, back[unit], slopes1[unit], slopes1[unit]);
        }
        for (var unit = 0; unit < Hidden; unit++) TensorPrimitives.MultiplyAdd(slopes1[unit], -Rate / Batch, rows1[unit], rows1[unit]);
        for (var unit = 0; unit < Classes; unit++) TensorPrimitives.MultiplyAdd(slopes2[unit], -Rate / Batch, rows2[unit], rows2[unit]);
    }

    static Matrix Drawn(int rows, int columns) => Matrix.Build.Dense(rows, columns, Key.Of(1).Normal<float>([rows * columns], 0, 0.05f).Span.ToArray());

    static float[][] Rows(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(row => Key.Of(1).Child(row).Normal<float>([columns], 0, 0.05f).Span.ToArray())];
}
