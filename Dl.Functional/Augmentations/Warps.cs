namespace Dl.Functional;

/// <summary>The image turned around its middle by an angle, uniform within a bound. PyTorch and Keras: <c>RandomRotation</c>.</summary>
/// <param name="Degrees">The largest angle to either side.</param>
/// <param name="Fill">What comes in at the corners.</param>
public sealed record RandomRotation(double Degrees, double Fill = 0) : IAugmentation
{
    /// <summary>The largest angle to either side.</summary>
    public double Degrees { get; init; } = Setting.AtLeast("rotation", "the largest angle", Degrees);

    /// <inheritdoc/>
    public Shape After(Shape image) => Images.Checked(image);

    /// <inheritdoc/>
    public Tensor<T> Apply<T>(Key key, Tensor<T> image) where T : struct, IFloatingPointIeee754<T> => Images.Rotate(image, Degrees * (2 * key.Uniform(0) - 1), Fill);

    /// <summary>As it is typed.</summary>
    public override string ToString() => FormattableString.Invariant($"rotate({Degrees}, {Fill})");
}

/// <summary>The image moved by whole pixels, uniform within a part of its height and of its width. PyTorch: <c>RandomAffine(0, translate)</c>; Keras: <c>RandomTranslation</c>.</summary>
/// <param name="Fraction">The largest part, to either side.</param>
/// <param name="Fill">What comes in at the edges.</param>
public sealed record RandomShift(double Fraction, double Fill = 0) : IAugmentation
{
    /// <summary>The largest part, to either side.</summary>
    public double Fraction { get; init; } = Setting.Share("shift", "the largest part of the image", Fraction);

    /// <inheritdoc/>
    public Shape After(Shape image) => Images.Checked(image);

    /// <inheritdoc/>
    public Tensor<T> Apply<T>(Key key, Tensor<T> image) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        return Images.Shift(image, Pixels(Images.Checked(image.Shape)[0], 0), Pixels(image.Shape[1], 1), Fill);

        int Pixels(int size, int draw) => (int)(Fraction * size) is var most ? key.Below(2 * most + 1, draw) - most : 0;
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() => FormattableString.Invariant($"shift({Fraction}, {Fill})");
}

/// <summary>The image made larger or smaller around its middle, by a factor uniform between two. PyTorch: <c>RandomAffine(0, scale)</c>; Keras: <c>RandomZoom</c>.</summary>
/// <param name="Least">The least factor, above 0.</param>
/// <param name="Most">The largest factor.</param>
/// <param name="Fill">What comes in at the edges of a smaller one.</param>
public sealed record RandomScale(double Least, double Most, double Fill = 0) : IAugmentation
{
    /// <summary>The least factor, above 0.</summary>
    public double Least { get; init; } = Setting.Above("scale", "the least factor", Least);

    /// <summary>The largest factor.</summary>
    public double Most { get; init; } = Setting.AtLeast("scale", "the largest factor", Most, Least);

    /// <inheritdoc/>
    public Shape After(Shape image) => Images.Checked(image);

    /// <inheritdoc/>
    public Tensor<T> Apply<T>(Key key, Tensor<T> image) where T : struct, IFloatingPointIeee754<T> => Images.Scale(image, Least + (Most - Least) * key.Uniform(0), Fill);

    /// <summary>As it is typed.</summary>
    public override string ToString() => FormattableString.Invariant($"scale({Least}, {Most}, {Fill})");
}
