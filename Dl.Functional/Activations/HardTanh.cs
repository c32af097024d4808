namespace Dl.Functional;

/// <summary><c>y = min(max(x, low), high)</c>; slope 1 between and 0 elsewhere, at both kinks too. PyTorch: <c>F.hardtanh</c>; Keras and Flax:
/// <c>hard_tanh</c>.</summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The largest value, above the least.</param>
public sealed record HardTanhOp(double Low, double High) : Op("hard tanh")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) =>
        this.Pointwise(inputs, new Curve(Low, Above(Name, Low, High)));

    /// <summary>The upper bound, if it is above the lower one.</summary>
    internal static double Above(string name, double low, double high) =>
        low < high ? high : throw new DlException(FormattableString.Invariant($"{name}: the bounds rise, but are {low} and {high}"));

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Between(-1 - Math.Round(8 * key.Uniform(1)) / 4, Math.Round(8 * key.Uniform(0)) / 4, key, size);

    static Example Between(double low, double high, Key key, int size) => Examples.Curve(new HardTanhOp(low, high), key, size, low, high);

    readonly struct Curve(double low, double high) : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => N.Min(N.Of(high), N.Max(N.Of(low), x));

        public N Slope<N>(N x) where N : struct, ILane<N> => N.WherePositive(x - N.Of(low), N.WherePositive(N.Of(high) - x, N.Of(1), N.Of(0)), N.Of(0));
    }
}

public static partial class Ops
{
    /// <summary><c>min(max(x, low), high)</c>, see <see cref="HardTanhOp"/>.</summary>
    public static Diff<T, Var<T>> HardTanh<T>(Var<T> x, double low = -1, double high = 1) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new HardTanhOp(low, high), [x]);
}

/// <summary>The identity between two bounds, see <see cref="HardTanhOp"/>. PyTorch: <c>nn.Hardtanh(min_val, max_val)</c>; Keras:
/// <c>Activation("hard_tanh")</c>; Flax: <c>nn.hard_tanh</c>.</summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The largest value, above the least.</param>
public sealed record HardTanh(double Low = -1, double High = 1) : Activation("hard tanh")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.HardTanh(x, Low, High);

    /// <inheritdoc/>
    public override Shape Fitted(Shape example)
    {
        HardTanhOp.Above(Name, Low, High);
        return example;
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new HardTanh(-1 - key.Below(2, 10), Math.Round(8 * key.Uniform(9)) / 4), Examples.Features(key, size));
}
