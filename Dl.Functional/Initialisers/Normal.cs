namespace Dl.Functional;

/// <summary>
/// Normal numbers of a fixed deviation, whatever the fans: the wider a layer, the larger its outputs. PyTorch: <c>normal_</c>;
/// Keras: <c>RandomNormal</c>; Flax: <c>normal</c>.
/// </summary>
/// <param name="Deviation">The deviation.</param>
public sealed record Normal(double Deviation) : IInitialiser
{
    /// <inheritdoc/>
    public double Variance(Fans fans) => Deviation * Deviation;

    /// <inheritdoc/>
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => key.Normal<T>(shape, 0, Setting.AtLeast("normal", "the deviation", Deviation));

    /// <summary>An example for the laws.</summary>
    public static IInitialiser Example(Key key) => new Normal((1 + key.Below(8, 0)) / 4.0);
}
