namespace Dl.Functional;

/// <summary><c>y = x (1 + tanh u) / 2</c> with u = sqrt(2 / pi) (x + 0.044715 x^3): Gelu without erf, off by up to 0.0005. Source: Hendrycks and
/// Gimpel, 2016. PyTorch: <c>F.gelu(approximate="tanh")</c>; Keras: <c>gelu(approximate=True)</c>; Flax: <c>gelu</c>.</summary>
/// <remarks>(1 + tanh u) / 2 = 1 / (1 + e^-2u) = s: so written, the left tail keeps its digits. The slope is s + x s (1 - s) 2 u'.</remarks>
public sealed record GeluTanhOp() : Op("gelu tanh")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new GeluTanhOp(), key, size);

    readonly struct Curve : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => x * Lane.Sigmoid(Twice(x));

        public N Slope<N>(N x) where N : struct, ILane<N>
        {
            var (near, u) = (Near(x), Twice(x));
            return Lane.Sigmoid(u) + x * Lane.Sigmoid(u) * Lane.Sigmoid(-u) * N.Of(2 * Rate) * (N.Of(1) + N.Of(3 * Cube) * near * near);
        }

        const double Cube = 0.044715;

        static readonly double Rate = Math.Sqrt(2 / Math.PI);

        // 2u.
        static N Twice<N>(N x) where N : struct, ILane<N> => N.Of(2 * Rate) * Near(x) * (N.Of(1) + N.Of(Cube) * Near(x) * Near(x));

        // Beyond 50 the sigmoid is 0 or 1, and the cube of x might overflow.
        static N Near<N>(N x) where N : struct, ILane<N> => N.Max(N.Of(-50), N.Min(x, N.Of(50)));
    }
}

public static partial class Ops
{
    /// <summary><c>x (1 + tanh u) / 2</c>, an approximation of Gelu, see <see cref="GeluTanhOp"/>.</summary>
    public static Diff<T, Var<T>> GeluTanh<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<GeluTanhOp>.It, [x]);
}

/// <summary>Gaussian error linear unit, the approximation by tanh, see <see cref="GeluTanhOp"/>. PyTorch: <c>nn.GELU(approximate="tanh")</c>; Keras: <c>gelu(approximate=True)</c>; Flax: <c>nn.gelu</c>.</summary>
public sealed record GeluTanh() : Activation("gelu tanh")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.GeluTanh(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new GeluTanh(), Examples.Features(key, size));
}
