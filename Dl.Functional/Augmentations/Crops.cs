namespace Dl.Functional;

/// <summary>A part of the image, all places alike, after a border was put around it. PyTorch: <c>RandomCrop(size, padding)</c>; Keras: <c>RandomCrop</c>.</summary>
/// <param name="Height">The height of the part.</param>
/// <param name="Width">Its width.</param>
/// <param name="Padding">The border on each side.</param>
/// <param name="Fill">What is in the border.</param>
public sealed record RandomCrop(int Height, int Width, int Padding = 0, double Fill = 0) : IAugmentation
{
    /// <inheritdoc/>
    public Shape After(Shape image) => Images.Cropped("random crop", Images.Checked(image), Height, Width, Padding);

    /// <inheritdoc/>
    public Tensor<T> Apply<T>(Key key, Tensor<T> image) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        After(image.Shape);
        var (top, left) = (key.Below(image.Shape[0] + 2 * Padding - Height + 1, 0), key.Below(image.Shape[1] + 2 * Padding - Width + 1, 1));
        return Images.Crop(image, top - Padding, left - Padding, Height, Width, Fill);
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() => FormattableString.Invariant($"crop({Height}, {Width}, {Padding}, {Fill})");
}

/// <summary>The middle of the image; of an odd rest the larger half is cut off behind it. Nothing is random. PyTorch and Keras: <c>CenterCrop</c>.</summary>
/// <param name="Height">The height of the part.</param>
/// <param name="Width">Its width.</param>
public sealed record CentreCrop(int Height, int Width) : IAugmentation
{
    /// <inheritdoc/>
    public Shape After(Shape image) => Images.Cropped("centre crop", Images.Checked(image), Height, Width, 0);

    /// <inheritdoc/>
    public Tensor<T> Apply<T>(Key key, Tensor<T> image) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        After(image.Shape);
        return Images.Crop(image, (image.Shape[0] - Height) / 2, (image.Shape[1] - Width) / 2, Height, Width);
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() => FormattableString.Invariant($"centrecrop({Height}, {Width})");
}
