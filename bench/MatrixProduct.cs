using System.Numerics;
using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;

namespace Dl.Bench;

/// <summary>The product of two square matrices: 2 n^3 operations.</summary>
[MemoryDiagnoser]
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class MatrixProduct<T> where T : struct, IFloatingPointIeee754<T>
{
    Tensor<T> left = Tensor<T>.Zeros([1]), right = Tensor<T>.Zeros([1]);

    /// <summary>The number of rows and columns.</summary>
    [Params(64, 128, 256, 512, 1024, 2048)]
    public int Size { get; set; }

    /// <summary>How many threads a product may use.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Draws the matrices.</summary>
    [GlobalSetup]
    public void Draw()
    {
        left = Key.Of(1).Normal<T>([Size, Size]);
        right = Key.Of(2).Normal<T>([Size, Size]);
    }

    /// <summary><c>x y</c>.</summary>
    [Benchmark]
    public Tensor<T> Product() => Workers.With(Threads, () => Ops.MatMul<T>(left, right).Value().Value);
}

/// <summary>The three products of a dense layer, as a training step has them: 2 m k n operations each.</summary>
public class DenseProducts
{
    Tensor<float> x = Tensor<float>.Zeros([1]), w = Tensor<float>.Zeros([1]), g = Tensor<float>.Zeros([1]);

    /// <summary>Batch, inputs, outputs.</summary>
    [Params("32x784x128", "128x784x1024", "128x1024x1024", "64x32x32", "32x128x10")]
    public string Shape { get; set; } = "";

    /// <summary>Draws inputs, weights and a cotangent.</summary>
    [GlobalSetup]
    public void Draw()
    {
        var sizes = Array.ConvertAll(Shape.Split('x'), int.Parse);
        x = Key.Of(1).Normal<float>([sizes[0], sizes[1]]);
        w = Key.Of(2).Normal<float>([sizes[1], sizes[2]]);
        g = Key.Of(3).Normal<float>([sizes[0], sizes[2]]);
    }

    /// <summary><c>x w</c>.</summary>
    [Benchmark]
    public Tensor<float> Forward() => Ops.MatMul<float>(x, w).Value().Value;

    /// <summary><c>g w^T</c>.</summary>
    [Benchmark]
    public Tensor<float> Inputs() => Ops.BatchMatMul<float>(g, w, transposeRight: true).Value().Value;

    /// <summary><c>x^T g</c>.</summary>
    [Benchmark]
    public Tensor<float> Weights() => Ops.BatchMatMul<float>(x, g, transposeLeft: true).Value().Value;
}
