namespace Dl.Functional;

/// <summary><c>y = scale x</c> where x &gt; 0 and <c>scale alpha (e^x - 1)</c> elsewhere; its slope at 0 is that of the left, scale alpha. Source: Clevert,
/// Unterthiner and Hochreiter, 2015. PyTorch: <c>F.elu</c>; Keras and Flax: <c>elu</c>.</summary>
/// <param name="Alpha">What y tends to on the left, times -1, before it is scaled.</param>
/// <param name="Scale">A factor of it all.</param>
public sealed record EluOp(double Alpha, double Scale = 1) : Op("elu")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve(Setting.Finite(Name, "alpha", Alpha), Setting.Finite(Name, "the scale", Scale)));

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new EluOp(Math.Round(16 * key.Uniform(0)) / 8, Math.Round(16 * key.Uniform(1)) / 8), key, size, 0);

    readonly struct Curve(double alpha, double scale) : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => N.WherePositive(x, N.Of(scale) * x, N.Of(scale * alpha) * N.ExpM1(x));

        public N Slope<N>(N x) where N : struct, ILane<N> => N.WherePositive(x, N.Of(scale), N.Of(scale * alpha) * N.Exp(x));
    }
}

public static partial class Ops
{
    /// <summary><c>scale x</c> or <c>scale alpha (e^x - 1)</c>, see <see cref="EluOp"/>.</summary>
    public static Diff<T, Var<T>> Elu<T>(Var<T> x, double alpha = 1, double scale = 1) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new EluOp(alpha, scale), [x]);
}

/// <summary>Exponential linear unit: x, or alpha (e^x - 1) where x is not positive, see <see cref="EluOp"/>. PyTorch: <c>nn.ELU(alpha)</c>; Keras:
/// <c>ELU(alpha)</c>; Flax: <c>nn.elu(alpha)</c>.</summary>
/// <param name="Alpha">What it tends to on the left, times -1.</param>
public sealed record Elu(double Alpha = 1) : Activation("elu")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Elu(x, Alpha);

    /// <inheritdoc/>
    public override Shape Fitted(Shape example)
    {
        Setting.Finite(Name, "alpha", Alpha);
        return example;
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Elu(Math.Round(16 * key.Uniform(9)) / 8), Examples.Features(key, size));
}
