namespace Dl.Functional;

/// <summary>
/// Uniform numbers in [low, high), whatever the fans. PyTorch: <c>uniform_</c>; Keras: <c>RandomUniform</c>; Flax: <c>uniform</c> (from 0).
/// </summary>
/// <param name="Low">The smallest number.</param>
/// <param name="High">The end of the interval, which does not belong to it.</param>
public sealed record Uniform(double Low, double High) : IInitialiser
{
    /// <inheritdoc/>
    public double Variance(Fans fans) => (High - Low) * (High - Low) / 12;

    /// <inheritdoc/>
    public double Mean(Fans fans) => (Low + High) / 2;

    /// <inheritdoc/>
    public double Limit(Fans fans) => (High - Low) / 2;

    /// <inheritdoc/>
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => Low <= High && double.IsFinite(High - Low)
        ? key.Uniform<T>(shape, Low, High)
        : throw new DlException(FormattableString.Invariant($"uniform: numbers lie between a lower and a higher one, both finite, not between {Low} and {High}"));

    /// <summary>An example for the laws.</summary>
    public static IInitialiser Example(Key key) => new Uniform(-key.Below(9, 0) / 4.0, (1 + key.Below(8, 1)) / 4.0);
}
