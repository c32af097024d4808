using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;

namespace Dl.Bench;

/// <summary>The Jacobian of <c>tanh(tanh(x U) V)</c>, from so many inputs over 64 numbers to so many outputs, three ways: the dearer of inputs and outputs decides.</summary>
[MemoryDiagnoser]
public class Modes
{
    Tensor<double> x = Tensor<double>.Zeros([1]);
    IMap map = new Layered(Tensor<double>.Zeros([1, 64]), Tensor<double>.Zeros([64, 1]));

    /// <summary>Inputs and outputs.</summary>
    [Params("256 to 1", "64 to 4", "16 to 16", "4 to 64", "1 to 256")]
    public string Shape { get; set; } = "1 to 1";

    /// <summary>Draws the weights and the point.</summary>
    [GlobalSetup]
    public void Draw()
    {
        var sizes = Shape.Split(" to ");
        var (inputs, outputs) = (int.Parse(sizes[0], null), int.Parse(sizes[1], null));
        x = Key.Of(1).Normal<double>([inputs]);
        map = new Layered(Key.Of(2).Normal<double>([inputs, 64], 0, 0.1), Key.Of(3).Normal<double>([64, outputs], 0, 0.1));
    }

    /// <summary>One run and a sweep for each output.</summary>
    [Benchmark(Baseline = true)]
    public Jacobian Reverse() => Derivative.Reverse(map, x);

    /// <summary>A run on dual numbers for each input.</summary>
    [Benchmark]
    public Jacobian Forward() => Derivative.Forward(map, x);

    /// <summary>Two runs for each input.</summary>
    [Benchmark]
    public Jacobian Numerical() => Derivative.Numerical(map, x);

    sealed record Layered(Tensor<double> U, Tensor<double> V) : IMap
    {
        public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
            from row in Ops.Reshape(x, 1, x.Shape.Size)
            from u in Ops.MatMul(row, U.Convert<T>())
            from h in Ops.Tanh(u)
            from v in Ops.MatMul(h, V.Convert<T>())
            from y in Ops.Tanh(v)
            select y;
    }
}
