using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;

namespace Dl.Bench;

/// <summary>What an op costs beside its arithmetic: a chain of a thousand ops on one number, computed and differentiated.</summary>
[MemoryDiagnoser]
public class OpOverhead
{
    const int Ops = 1000;

    readonly Tensor<float> number = Tensor<float>.Of([1], 1f);
    readonly Leaves<float> leaf = Leaves<float>.Of(Tensor<float>.Of([1], 1f));

    static Diff<float, Var<float>> Chain(Var<float> x) => Diff.Repeat(Ops, x, static x => Functional.Ops.Scale(x, 1.0001));

    /// <summary>No tape: what inference pays for an op.</summary>
    [Benchmark(OperationsPerInvoke = Ops)]
    public float Forward() => Chain(number).Value().Value[0];

    /// <summary>Recorded, swept, and freed: what training pays for an op.</summary>
    [Benchmark(OperationsPerInvoke = Ops)]
    public float ForwardAndBackward() => Gradient.Of(leaf, p => Chain(p[0])).Gradient[0].Value[0];
}
