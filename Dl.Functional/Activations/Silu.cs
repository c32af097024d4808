namespace Dl.Functional;

/// <summary><c>y = x s</c> with s = 1 / (1 + e^-x); slope s (1 + x (1 - s)). Also called swish. Source: Elfwing, Uchibe and Doya, 2017;
/// Ramachandran, Zoph and Le, 2017. PyTorch: <c>F.silu</c>; Keras and Flax: <c>silu</c>, <c>swish</c>.</summary>
public sealed record SiluOp() : Op("silu")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new SiluOp(), key, size);

    readonly struct Curve : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => Lane.Silu(x);

        public N Slope<N>(N x) where N : struct, ILane<N> => Lane.SiluSlope(x);
    }
}

public static partial class Ops
{
    /// <summary><c>x sigmoid(x)</c>, see <see cref="SiluOp"/>.</summary>
    public static Diff<T, Var<T>> Silu<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<SiluOp>.It, [x]);
}

/// <summary>Sigmoid-weighted linear unit, swish, see <see cref="SiluOp"/>. PyTorch: <c>nn.SiLU</c>; Keras: <c>Activation("silu")</c>; Flax: <c>nn.silu</c>.</summary>
public sealed record Silu() : Activation("silu")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Silu(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Silu(), Examples.Features(key, size));
}
