namespace Dl.Functional;

/// <summary><c>y = min(max(x + 3, 0), 6) / 6</c>; slope 1/6 where -3 &lt; x &lt; 3 and 0 elsewhere, at both kinks too. Source: Howard et al.,
/// "Searching for MobileNetV3", 2019. PyTorch: <c>F.hardsigmoid</c>; Keras and Flax: <c>hard_sigmoid</c>.</summary>
public sealed record HardSigmoidOp() : Op("hard sigmoid")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new HardSigmoidOp(), key, size, -3, 3);

    readonly struct Curve : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => N.Min(N.Of(6), N.Max(N.Of(0), x + N.Of(3))) / N.Of(6);

        public N Slope<N>(N x) where N : struct, ILane<N> => N.WherePositive(x + N.Of(3), N.WherePositive(N.Of(3) - x, N.Of(1.0 / 6), N.Of(0)), N.Of(0));
    }
}

public static partial class Ops
{
    /// <summary><c>min(max(x + 3, 0), 6) / 6</c>, see <see cref="HardSigmoidOp"/>.</summary>
    public static Diff<T, Var<T>> HardSigmoid<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<HardSigmoidOp>.It, [x]);
}

/// <summary>A sigmoid of three straight pieces, see <see cref="HardSigmoidOp"/>. PyTorch: <c>nn.Hardsigmoid</c>; Keras: <c>Activation("hard_sigmoid")</c>; Flax: <c>nn.hard_sigmoid</c>.</summary>
public sealed record HardSigmoid() : Activation("hard sigmoid")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.HardSigmoid(x);

    /// <summary>The slope of the middle piece.</summary>
    public static Many<Convention> Conventions { get; } = [new("middle piece", "x / 6 + 1/2", "same", "same; x / 5 + 1/2 before Keras 3", "same")];

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new HardSigmoid(), Examples.Features(key, size));
}
