namespace Dl.Functional;

/// <summary>Independent normal noise on every number; the result is not cut off at 0 and 1. Law: the mean stays, within the noise of a mean. Keras: <c>GaussianNoise</c>.</summary>
/// <param name="Deviation">Its standard deviation.</param>
public sealed record RandomNoise(double Deviation) : IAugmentation
{
    /// <summary>Its standard deviation.</summary>
    public double Deviation { get; init; } = Setting.AtLeast("noise", "the standard deviation", Deviation);

    /// <inheritdoc/>
    public Shape After(Shape image) => Images.Checked(image);

    /// <inheritdoc/>
    public Tensor<T> Apply<T>(Key key, Tensor<T> image) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        Images.Checked(image.Shape);
        return Tensor<T>.Build(image.Shape, (image, key, Deviation), static (into, s) =>
        {
            var from = s.image.Span;
            for (var i = 0; i < into.Length; i++) into[i] = from[i] + T.CreateChecked(s.Deviation * s.key.Normal(i));
        });
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() => FormattableString.Invariant($"noise({Deviation})");
}
