namespace Dl.Functional;

/// <summary>
/// One value everywhere. Equal weights stay equal: a layer of them learns as if it had one unit, so this is for biases and scales.
/// PyTorch: <c>constant_</c>, <c>zeros_</c>, <c>ones_</c>; Keras: <c>Constant</c>, <c>Zeros</c>, <c>Ones</c>; Flax: <c>constant</c>, <c>zeros</c>.
/// </summary>
/// <param name="Value">The value.</param>
public sealed record Constant(double Value) : IInitialiser
{
    /// <summary>Zeros: through a layer of them no gradient comes back.</summary>
    public static Constant Zeros { get; } = new(0);

    /// <summary>Ones.</summary>
    public static Constant Ones { get; } = new(1);

    /// <inheritdoc/>
    public double Variance(Fans fans) => 0;

    /// <inheritdoc/>
    public double Mean(Fans fans) => Value;

    /// <inheritdoc/>
    public double Limit(Fans fans) => 0;

    /// <inheritdoc/>
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.Full(shape, T.CreateChecked(Setting.Finite("constant", "the value", Value)));

    /// <summary>An example for the laws.</summary>
    public static IInitialiser Example(Key key) => new Constant(key.Below(9, 0) / 4.0 - 1);
}
