using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;

namespace Dl.Bench;

/// <summary>The product of two square matrices: 2 n^3 operations.</summary>
[MemoryDiagnoser]
public class MatrixProduct
{
    Tensor<float> left = Tensor<float>.Zeros([1]), right = Tensor<float>.Zeros([1]);

    /// <summary>The number of rows and columns.</summary>
    [Params(64, 128, 256, 512, 1024)]
    public int Size { get; set; }

    /// <summary>How many threads a product may use.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Draws the matrices.</summary>
    [GlobalSetup]
    public void Draw()
    {
        left = Key.Of(1).Normal<float>([Size, Size]);
        right = Key.Of(2).Normal<float>([Size, Size]);
    }

    /// <summary><c>x y</c>.</summary>
    [Benchmark]
    public Tensor<float> Product() => Workers.With(Threads, () => Ops.MatMul<float>(left, right).Value().Value);
}
