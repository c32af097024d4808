namespace Dl.Functional;

/// <summary>
/// <c>z = max(x, y)</c>, number by number, with broadcasting. The larger one takes the cotangent; where both are equal each takes half, so that
/// <c>max(x, x)</c> has the slope 1. NaN on either side gives NaN. PyTorch: <c>torch.maximum</c>; JAX: <c>jnp.maximum</c>.
/// </summary>
public sealed record MaximumOp() : Broadcasting("maximum")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("ties", "half to each side", "same", "all to the first (TensorFlow)", "same")];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Rule(this, inputs, new Larger(), new ToLeft(), new ToRight());

    /// <summary>An example for the laws; in some both sides are equal here and there.</summary>
    public static Example Example(Key key, int size) => Examples.Tying(new MaximumOp(), key, size);

    // Both at half where they are equal, so that forward mode has the slope of the pullback.
    internal readonly struct Larger : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => Choose(x - y, x, y, N.Of(0.5) * x + N.Of(0.5) * y);
    }

    internal readonly struct ToLeft : IFormula3
    {
        public N At<N>(N g, N x, N y) where N : struct, ILane<N> => Choose(x - y, g, N.Of(0), N.Of(0.5) * g);
    }

    internal readonly struct ToRight : IFormula3
    {
        public N At<N>(N g, N x, N y) where N : struct, ILane<N> => Choose(x - y, N.Of(0), g, N.Of(0.5) * g);
    }

    static N Choose<N>(N difference, N positive, N negative, N zero) where N : struct, ILane<N> =>
        N.WherePositive(difference, positive, N.WherePositive(-difference, negative, zero));
}

/// <summary>
/// <c>z = min(x, y)</c>, number by number, with broadcasting; where both are equal each takes half of the cotangent. PyTorch: <c>torch.minimum</c>.
/// </summary>
public sealed record MinimumOp() : Broadcasting("minimum")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Rule(this, inputs, new Smaller(), new MaximumOp.ToRight(), new MaximumOp.ToLeft());

    /// <summary>An example for the laws; in some both sides are equal here and there.</summary>
    public static Example Example(Key key, int size) => Examples.Tying(new MinimumOp(), key, size);

    readonly struct Smaller : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => -new MaximumOp.Larger().At(-x, -y);
    }
}

public static partial class Ops
{
    /// <summary><c>max(x, y)</c>, number by number, see <see cref="MaximumOp"/>.</summary>
    public static Diff<T, Var<T>> Maximum<T>(Var<T> x, Var<T> y) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<MaximumOp>.It, [x, y]);

    /// <summary><c>min(x, y)</c>, number by number, see <see cref="MinimumOp"/>.</summary>
    public static Diff<T, Var<T>> Minimum<T>(Var<T> x, Var<T> y) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<MinimumOp>.It, [x, y]);
}
