using System.Runtime.CompilerServices;

namespace Dl.Functional;

/// <summary>What <see cref="Net.Fuse"/> does.</summary>
static class Fusion
{
    public static ILayer Of(ILayer net)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return net switch
        {
            Dense dense => dense with { Fused = true },
            Conv2d convolution => convolution with { Fused = true },
            Seq seq => new Seq(InOrder(seq.Layers)),
            Residual residual => new Residual(Of(residual.Body), Of(residual.Shortcut)),
            Branch branch => branch with { Ways = branch.Ways.Map(Of) },
            DenseBlock block => block with { Layers = block.Layers.Map(Of) },
            Repeat repeat => repeat with { Part = Of(repeat.Part) },
            Recompute again => again with { Body = Of(again.Body) },
            _ => net,
        };
    }

    // An activation behind a linear layer without one moves into it, and leaves the identity in its place: keys and parameters stay where they were.
    static Many<ILayer> InOrder(Many<ILayer> layers)
    {
        var fused = layers.ToArray();
        for (var i = 0; i + 1 < fused.Length; i++)
            if (fused[i + 1] is Activation then && LinearThenOp.Takes(then) && With(fused[i], then) is { } whole)
                (fused[i], fused[i + 1]) = (whole, Activation.None);
        return [.. fused.Select(Of)];
    }

    static ILayer? With(ILayer layer, Activation then) => layer switch
    {
        Dense { Then: Identity, Bias: true } dense => dense with { Then = then },
        Conv2d { Then: Identity } convolution => convolution with { Then = then },
        _ => null,
    };

    /// <summary>A linear op and the activation behind it: as one op, if asked and possible.</summary>
    public static Diff<T, Var<T>> Then<T>(bool fused, IOp linear, Few<Var<T>> inputs, Activation then) where T : struct, IFloatingPointIeee754<T> =>
        fused && LinearThenOp.Takes(then) ? Diff.Apply(new LinearThenOp(linear, then), inputs) : Diff.Apply(linear, inputs).Bind(then.Of);
}
