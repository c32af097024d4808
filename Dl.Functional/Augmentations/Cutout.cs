namespace Dl.Functional;

/// <summary>A square of the image painted over, its middle at any pixel alike, so that at the edges a part of it falls outside (DeVries and Taylor, "Improved
/// regularization of convolutional neural networks with cutout", 2017). PyTorch: <c>RandomErasing</c>, which stays inside.</summary>
/// <param name="Size">The length of its side.</param>
/// <param name="Fill">What it is painted with.</param>
public sealed record Cutout(int Size, double Fill = 0) : IAugmentation
{
    /// <summary>The length of its side.</summary>
    public int Size { get; init; } = Size >= 1 ? Size : throw new DlException(FormattableString.Invariant($"cutout: the side of the square is at least 1, but is {Size}"));

    /// <inheritdoc/>
    public Shape After(Shape image) => Images.Checked(image);

    /// <inheritdoc/>
    public Tensor<T> Apply<T>(Key key, Tensor<T> image) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        Images.Checked(image.Shape);
        var (top, left) = (key.Below(image.Shape[0], 0) - Size / 2, key.Below(image.Shape[1], 1) - Size / 2);
        return Images.Paint(image, top, left, Size, Size, Fill);
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() => FormattableString.Invariant($"cutout({Size}, {Fill})");
}
