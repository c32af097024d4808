namespace Dl.Functional;

/// <summary><c>y = x tanh(softplus x)</c>. Source: Misra, "Mish", 2019. PyTorch: <c>F.mish</c>; Keras: <c>mish</c>; Flax: -.</summary>
/// <remarks>
/// With t = e^x, tanh(ln(1 + t)) = ((1 + t)^2 - 1) / ((1 + t)^2 + 1) = p / (p + q) for p = t (t + 2) and q = 2; and with t = 1 / e for x &gt; 0
/// the same for p = 1 + 2e and q = 2 e^2. So no power ever overflows. The slope of this gate is 2 q (1 + e) / (p + q)^2, times e for x &lt;= 0.
/// </remarks>
public sealed record MishOp() : Op("mish")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new MishOp(), key, size);

    readonly struct Curve : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N>
        {
            var (p, q, _) = Parts(x);
            return x * (p / (p + q));
        }

        public N Slope<N>(N x) where N : struct, ILane<N>
        {
            var (p, q, e) = Parts(x);
            var gate = N.Of(2) * q * (N.Of(1) + e) / ((p + q) * (p + q));
            return p / (p + q) + x * N.WherePositive(x, gate, gate * e);
        }

        static (N P, N Q, N E) Parts<N>(N x) where N : struct, ILane<N>
        {
            var e = N.Exp(Lane.Below(x));
            return (N.WherePositive(x, N.Of(1) + N.Of(2) * e, e * (e + N.Of(2))), N.WherePositive(x, N.Of(2) * e * e, N.Of(2)), e);
        }
    }
}

public static partial class Ops
{
    /// <summary><c>x tanh(softplus x)</c>, see <see cref="MishOp"/>.</summary>
    public static Diff<T, Var<T>> Mish<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<MishOp>.It, [x]);
}

/// <summary>Mish, see <see cref="MishOp"/>. PyTorch: <c>nn.Mish</c>; Keras: <c>Activation("mish")</c>; Flax: -.</summary>
public sealed record Mish() : Activation("mish")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Mish(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Mish(), Examples.Features(key, size));
}
