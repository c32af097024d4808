using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Dl.Bench;

/// <summary>A function of each number of a vector of floats, beside the same by TensorPrimitives, which has neither GELU nor SiLU: they are made of what it has.</summary>
public class Functions
{
    readonly float[] into = new float[100_000], over = new float[100_000];
    float[] x = [];

    /// <summary>How many numbers.</summary>
    [Params(1_000, 100_000)]
    public int Size { get; set; }

    /// <summary>Draws the numbers.</summary>
    [GlobalSetup]
    public void Draw() => x = Key.Of(1).Normal<float>([Size]).Span.ToArray();

    /// <summary><c>e^x</c>.</summary>
    [Benchmark]
    public void Exp() => Run(new ExpOp());

    /// <summary>The same by TensorPrimitives.</summary>
    [Benchmark]
    public void ExpPrimitives() => TensorPrimitives.Exp(x, into.AsSpan(0, Size));

    /// <summary>The sigmoid.</summary>
    [Benchmark]
    public void Sigmoid() => Run(new SigmoidOp());

    /// <summary>The same by TensorPrimitives.</summary>
    [Benchmark]
    public void SigmoidPrimitives() => TensorPrimitives.Sigmoid(x, into.AsSpan(0, Size));

    /// <summary>The hyperbolic tangent.</summary>
    [Benchmark]
    public void Tanh() => Run(new TanhOp());

    /// <summary>The same by TensorPrimitives.</summary>
    [Benchmark]
    public void TanhPrimitives() => TensorPrimitives.Tanh(x, into.AsSpan(0, Size));

    /// <summary><c>x sigmoid(x)</c>.</summary>
    [Benchmark]
    public void Silu() => Run(new SiluOp());

    /// <summary>The same by TensorPrimitives.</summary>
    [Benchmark]
    public void SiluPrimitives()
    {
        var y = into.AsSpan(0, Size);
        TensorPrimitives.Sigmoid(x, y);
        TensorPrimitives.Multiply(x, y, y);
    }

    /// <summary>GELU, exact.</summary>
    [Benchmark]
    public void Gelu() => Run(new GeluOp());

    /// <summary>GELU by TensorPrimitives, in its approximation by tanh.</summary>
    [Benchmark]
    public void GeluTanhPrimitives()
    {
        var y = into.AsSpan(0, Size);
        var z = over.AsSpan(0, Size);
        TensorPrimitives.Multiply(x, x, y);
        TensorPrimitives.Multiply(y, 0.044715f, y);
        TensorPrimitives.Add(y, 1, y);
        TensorPrimitives.Multiply(y, x, y);
        TensorPrimitives.Multiply(y, 0.7978846f, y);
        TensorPrimitives.Tanh(y, y);
        TensorPrimitives.Multiply(x, 0.5f, z);
        TensorPrimitives.MultiplyAdd(y, z, z, y);
    }

    // Its memory goes back, as inside a step.
    void Run(IOp op)
    {
        using var region = Region.Open();
        op.Rule<float>([Tensor<float>.From([Size], ImmutableCollectionsMarshal.AsImmutableArray(x))]);
    }
}
