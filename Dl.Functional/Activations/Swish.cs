namespace Dl.Functional;

/// <summary><c>y = x s</c> with s = 1 / (1 + e^(-beta x)); slope s (1 + beta x (1 - s)). Beta 1 is <see cref="SiluOp"/>, 0 half of x, a large one nearly a
/// ReLU. Source: Ramachandran, Zoph and Le, "Searching for activation functions", 2017. PyTorch, Keras and Flax: beta 1 alone.</summary>
/// <param name="Beta">How sharply it bends at 0.</param>
public sealed record SwishOp(double Beta) : Op("swish")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve(Setting.Finite(Name, "beta", Beta)));

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new SwishOp(Math.Round(32 * key.Uniform(0) - 8) / 8), key, size);

    readonly struct Curve(double beta) : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => beta == 0 ? N.Of(0.5) * x : Lane.Silu(N.Of(beta) * x) / N.Of(beta);

        public N Slope<N>(N x) where N : struct, ILane<N> => Lane.SiluSlope(N.Of(beta) * x);
    }
}

public static partial class Ops
{
    /// <summary><c>x sigmoid(beta x)</c>, see <see cref="SwishOp"/>.</summary>
    public static Diff<T, Var<T>> Swish<T>(Var<T> x, double beta) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new SwishOp(beta), [x]);
}

/// <summary>A sigmoid-weighted linear unit that bends as sharply as one says, see <see cref="SwishOp"/>; with beta 1 write <see cref="Silu"/>.</summary>
/// <param name="Beta">How sharply it bends at 0.</param>
public sealed record Swish(double Beta = 1) : Activation("swish")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Swish(x, Beta);

    /// <inheritdoc/>
    public override Shape Fitted(Shape example)
    {
        Setting.Finite(Name, "beta", Beta);
        return example;
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Swish(Math.Round(32 * key.Uniform(9) - 8) / 8), Examples.Features(key, size));
}
