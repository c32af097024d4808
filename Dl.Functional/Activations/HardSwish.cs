namespace Dl.Functional;

/// <summary><c>y = x min(max(x + 3, 0), 6) / 6</c>; slope x / 3 + 1/2 where -3 &lt; x &lt; 3, at the kinks that of the outer piece: 0 at -3 and 1 at 3.
/// Source: Howard et al., "Searching for MobileNetV3", 2019. PyTorch: <c>F.hardswish</c>; Keras and Flax: <c>hard_silu</c>, <c>hard_swish</c>.</summary>
public sealed record HardSwishOp() : Op("hard swish")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new HardSwishOp(), key, size, -3, 3);

    readonly struct Curve : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => x * (N.Min(N.Of(6), N.Max(N.Of(0), x + N.Of(3))) / N.Of(6));

        public N Slope<N>(N x) where N : struct, ILane<N> => N.WherePositive(x + N.Of(3), N.WherePositive(N.Of(3) - x, x / N.Of(3) + N.Of(0.5), N.Of(1)), N.Of(0));
    }
}

public static partial class Ops
{
    /// <summary><c>x min(max(x + 3, 0), 6) / 6</c>, see <see cref="HardSwishOp"/>.</summary>
    public static Diff<T, Var<T>> HardSwish<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<HardSwishOp>.It, [x]);
}

/// <summary>Swish with a hard sigmoid, see <see cref="HardSwishOp"/>. PyTorch: <c>nn.Hardswish</c>; Keras: <c>Activation("hard_silu")</c>; Flax: <c>nn.hard_swish</c>.</summary>
public sealed record HardSwish() : Activation("hard swish")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.HardSwish(x);

    /// <summary>The slopes at the kinks.</summary>
    public static Many<Convention> Conventions { get; } = [new("slope at -3 and 3", "0 and 1", "-1/2 and 3/2 up to 2.7", "-", "-")];

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new HardSwish(), Examples.Features(key, size));
}
