using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;

namespace Dl.Bench;

/// <summary>What an op costs beside its arithmetic: 48 ops on 16 numbers, written as a fold of a query, computed and differentiated.</summary>
[MemoryDiagnoser]
public class OpOverhead
{
    const int Ops = 48;

    readonly Leaves<float> leaves = Leaves<float>.Of(Key.Of(1).Normal<float>([16]), Key.Of(2).Normal<float>([16]));
    readonly Tensor<float> ones = Tensor<float>.Ones([16]);

    static Diff<float, Var<float>> Chain(Var<float> x, Var<float> y) => Diff.Repeat(Ops / 3, x, x =>
        from a in Functional.Ops.Relu(x)
        from b in Functional.Ops.Add(a, y)
        from c in Functional.Ops.Scale(b, 0.99)
        select c);

    /// <summary>No tape: what inference pays for an op.</summary>
    [Benchmark(OperationsPerInvoke = Ops)]
    public Tensor<float> Forward() => Chain(leaves[0], leaves[1]).Value().Value;

    /// <summary>Recorded, swept, and freed: what training pays for an op.</summary>
    [Benchmark(OperationsPerInvoke = Ops)]
    public Tensor<float> ForwardAndBackward() => Gradient.Pull(leaves, p => Chain(p[0], p[1]), _ => ones).Value;
}
