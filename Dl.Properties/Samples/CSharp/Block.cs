using Dl.Core;
using Dl.Functional;

namespace Dl.Samples.CSharp;

/// <summary>The parameters of a residual block: two dense layers. One line makes the record a tree.</summary>
public sealed record BlockParams<T>(DenseParams<T> First, DenseParams<T> Second) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new BlockParams<T>(walk.Branch("first", First), walk.Branch("second", Second));
}

/// <summary>A network written as a function of its parameters: no layer objects, full typing.</summary>
public static class Block
{
    /// <summary><c>x + W2 relu(W1 x + b1) + b2</c>.</summary>
    public static Diff<T, Var<T>> Of<T>(BlockParams<T> p, Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
        from h in Dense.Apply(p.First, x)
        from a in Ops.Relu(h)
        from y in Dense.Apply(p.Second, a)
        from z in Ops.Add(x, y)
        select z;

    /// <summary>The mean squared error of the block.</summary>
    public static Diff<T, Var<T>> Loss<T>(BlockParams<T> p, Tensor<T> inputs, Tensor<T> targets) where T : struct, IFloatingPointIeee754<T> =>
        from output in Of(p, inputs)
        from loss in Functional.Loss.MeanSquaredError.Of(output, targets)
        select loss;
}
