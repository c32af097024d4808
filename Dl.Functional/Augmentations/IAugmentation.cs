namespace Dl.Functional;

/// <summary>
/// A change of an image that leaves what it shows: a pure function of a key and the image, (height, width, channels). Laws: equal keys give equal bits; an image is changed
/// alike alone and among others.
/// </summary>
/// <remarks>PyTorch: <c>torchvision.transforms</c>, whose randomness is global; Keras: the layers <c>RandomFlip</c>, <c>RandomCrop</c> and their like.</remarks>
public interface IAugmentation
{
    /// <summary>The shape that an image of a shape has afterwards.</summary>
    /// <exception cref="DlException">It is no image, or too small.</exception>
    Shape After(Shape image);

    /// <summary>The changed image.</summary>
    /// <param name="key">Draws what is random.</param>
    /// <param name="image">(height, width, channels).</param>
    /// <exception cref="DlException">It is no image, or too small.</exception>
    Tensor<T> Apply<T>(Key key, Tensor<T> image) where T : struct, IFloatingPointIeee754<T>;
}
