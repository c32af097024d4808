namespace Dl.Functional;

/// <summary><c>y = x</c> where x &gt; 0 and <c>slope x</c> elsewhere; its slope at 0 is that of the left. Source: Maas, Hannun and Ng, 2013. PyTorch:
/// <c>F.leaky_relu</c>; Keras and Flax: <c>leaky_relu</c>.</summary>
/// <param name="Slope">The slope where x is not positive.</param>
public sealed record LeakyReluOp(double Slope) : Op("leaky relu")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve(Setting.Finite(Name, "the slope", Slope)));

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new LeakyReluOp(Math.Round(32 * key.Uniform(0) - 16) / 16), key, size, 0);

    readonly struct Curve(double slope) : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => N.WherePositive(x, x, N.Of(slope) * x);

        public N Slope<N>(N x) where N : struct, ILane<N> => N.WherePositive(x, N.Of(1), N.Of(slope));
    }
}

public static partial class Ops
{
    /// <summary><c>x</c> or <c>slope x</c>, see <see cref="LeakyReluOp"/>.</summary>
    public static Diff<T, Var<T>> LeakyRelu<T>(Var<T> x, double slope = 0.01) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new LeakyReluOp(slope), [x]);
}

/// <summary>A ReLU with a slope on the left, see <see cref="LeakyReluOp"/>. PyTorch: <c>nn.LeakyReLU(negative_slope)</c>; Keras:
/// <c>LeakyReLU(negative_slope)</c>; Flax: <c>nn.leaky_relu(negative_slope)</c>.</summary>
/// <param name="Slope">The slope where x is not positive.</param>
public sealed record LeakyRelu(double Slope = 0.01) : Activation("leaky relu")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.LeakyRelu(x, Slope);

    /// <inheritdoc/>
    public override Shape Fitted(Shape example)
    {
        Setting.Finite(Name, "the slope", Slope);
        return example;
    }

    /// <summary>The slope that is meant where none is named.</summary>
    public static Many<Convention> Conventions { get; } = [new("slope", "0.01", "same", "0.3", "same")];

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new LeakyRelu(Math.Round(32 * key.Uniform(9) - 16) / 16), Examples.Features(key, size));
}
