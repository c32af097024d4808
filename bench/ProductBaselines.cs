using BenchmarkDotNet.Attributes;
using Dl.Core;
using Matrix = MathNet.Numerics.LinearAlgebra.Matrix<float>;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Dl.Bench;

/// <summary>The product of two square matrices of floats on one thread: ours, MathNet.Numerics (its managed provider), and dot products by TensorPrimitives.</summary>
public class ProductBaselines
{
    float[] a = [], b = [], c = [];
    Matrix left = Matrix.Build.Dense(1, 1), right = Matrix.Build.Dense(1, 1), into = Matrix.Build.Dense(1, 1);

    /// <summary>The number of rows and columns.</summary>
    [Params(64, 256, 512)]
    public int Size { get; set; }

    /// <summary>Draws the matrices; MathNet keeps columns together, so it is given the transposes.</summary>
    [GlobalSetup]
    public void Draw()
    {
        MathNet.Numerics.Control.UseManaged();
        MathNet.Numerics.Control.MaxDegreeOfParallelism = 1;
        (a, b, c) = (Key.Of(1).Normal<float>([Size, Size]).Span.ToArray(), Key.Of(2).Normal<float>([Size, Size]).Span.ToArray(), new float[Size * Size]);
        (left, right, into) = (Matrix.Build.Dense(Size, Size, b), Matrix.Build.Dense(Size, Size, a), Matrix.Build.Dense(Size, Size));
    }

    /// <summary>Ours.</summary>
    [Benchmark(Baseline = true)]
    public bool Ours() => Workers.With(1, () => Tuned.Product<float>(a, false, b, false, c, Size, Size, Size, false));

    /// <summary>MathNet.Numerics.</summary>
    [Benchmark]
    public void MathNetNumerics() => left.Multiply(right, into);

    /// <summary>Row by row of A and of B transposed.</summary>
    [Benchmark]
    public void Primitives()
    {
        for (var i = 0; i < Size; i++)
            for (var j = 0; j < Size; j++)
                c[i * Size + j] = TensorPrimitives.Dot<float>(a.AsSpan(i * Size, Size), b.AsSpan(j * Size, Size));
    }
}
