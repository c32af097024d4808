namespace Dl.Functional;

/// <summary><c>y = x P(x)</c>, P(x) = erfc(-x / sqrt 2) / 2 being the probability that a standard normal variable is at most x; slope
/// P(x) + x e^(-x^2 / 2) / sqrt(2 pi). By erfc, so that the left tail keeps its digits. Source: Hendrycks and Gimpel, "Gaussian error linear
/// units", 2016. PyTorch: <c>F.gelu</c>; Keras and Flax: <c>gelu(approximate=False)</c>.</summary>
public sealed record GeluOp() : Op("gelu")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new GeluOp(), key, size);

    readonly struct Curve : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => Lane.Gelu(x);

        public N Slope<N>(N x) where N : struct, ILane<N> => Lane.GeluSlope(x);
    }
}

public static partial class Ops
{
    /// <summary><c>x P(x)</c> with the normal distribution P, see <see cref="GeluOp"/>.</summary>
    public static Diff<T, Var<T>> Gelu<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<GeluOp>.It, [x]);
}

/// <summary>Gaussian error linear unit, the exact form, see <see cref="GeluOp"/>. PyTorch: <c>nn.GELU</c>; Keras: <c>Activation("gelu")</c>; Flax: <c>nn.gelu(approximate=False)</c>.</summary>
public sealed record Gelu() : Activation("gelu")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Gelu(x);

    /// <summary>Which of the two forms has the plain name.</summary>
    public static Many<Convention> Conventions { get; } = [new("form", "erf; the other is GeluTanh", "same", "same", "tanh unless approximate=False")];

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Gelu(), Examples.Features(key, size));
}
