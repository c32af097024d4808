namespace Dl.Functional;

/// <summary><c>y = x / (1 + |x|)</c>; slope 1 / (1 + |x|)^2. Source: Turian, Bergstra and Bengio, 2009. PyTorch: <c>F.softsign</c>; Keras:
/// <c>softsign</c>; Flax: <c>soft_sign</c>.</summary>
public sealed record SoftsignOp() : Op("softsign")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new SoftsignOp(), key, size);

    readonly struct Curve : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => x / (N.Of(1) + N.Abs(x));

        public N Slope<N>(N x) where N : struct, ILane<N> => N.Of(1) / ((N.Of(1) + N.Abs(x)) * (N.Of(1) + N.Abs(x)));
    }
}

public static partial class Ops
{
    /// <summary><c>x / (1 + |x|)</c>, see <see cref="SoftsignOp"/>.</summary>
    public static Diff<T, Var<T>> Softsign<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<SoftsignOp>.It, [x]);
}

/// <summary>Softsign, see <see cref="SoftsignOp"/>. PyTorch: <c>nn.Softsign</c>; Keras: <c>Activation("softsign")</c>; Flax: <c>nn.soft_sign</c>.</summary>
public sealed record Softsign() : Activation("softsign")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Softsign(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Softsign(), Examples.Features(key, size));
}
