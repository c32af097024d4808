namespace Dl.Functional;

/// <summary><c>y = ln(1 + e^(beta x)) / beta</c>; slope 1 / (1 + e^(-beta x)). Exact on both sides: there is no threshold beyond which it would be
/// taken for x. PyTorch: <c>F.softplus(beta)</c>; Keras and Flax: <c>softplus</c>.</summary>
/// <param name="Beta">How sharply it bends at 0, above 0.</param>
public sealed record SoftplusOp(double Beta) : Op("softplus")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve(Setting.Above(Name, "beta", Beta)));

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new SoftplusOp(Math.Round(1 + 31 * key.Uniform(0)) / 8), key, size);

    readonly struct Curve(double beta) : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => Lane.Softplus(N.Of(beta) * x) / N.Of(beta);

        public N Slope<N>(N x) where N : struct, ILane<N> => Lane.Sigmoid(N.Of(beta) * x);
    }
}

public static partial class Ops
{
    /// <summary><c>ln(1 + e^(beta x)) / beta</c>, see <see cref="SoftplusOp"/>.</summary>
    public static Diff<T, Var<T>> Softplus<T>(Var<T> x, double beta = 1) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new SoftplusOp(beta), [x]);
}

/// <summary>A smooth ReLU, see <see cref="SoftplusOp"/>. PyTorch: <c>nn.Softplus(beta)</c>; Keras: <c>Activation("softplus")</c>; Flax: <c>nn.softplus</c>.</summary>
/// <param name="Beta">How sharply it bends at 0, above 0.</param>
public sealed record Softplus(double Beta = 1) : Activation("softplus")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Softplus(x, Beta);

    /// <inheritdoc/>
    public override Shape Fitted(Shape example)
    {
        Setting.Above(Name, "beta", Beta);
        return example;
    }

    /// <summary>Where others cut.</summary>
    public static Many<Convention> Conventions { get; } = [new("threshold", "none", "x itself where beta x > 20", "same", "same")];

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Softplus(Math.Round(1 + 31 * key.Uniform(9)) / 8), Examples.Features(key, size));
}
