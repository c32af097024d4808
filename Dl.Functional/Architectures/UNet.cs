namespace Dl.Functional;

/// <summary>
/// U-Net: down by pooling, up by transposed convolution, and at every size a way across that carries what the way down has lost: an output for every
/// pixel. Segmentation, colours, noise.
/// </summary>
/// <remarks>31,030,658 parameters for one channel, two outputs, width 64 and four levels. The paper does not pad and crops what goes across; here the output
/// has the size of the input, which 2^levels divides. Source: Ronneberger, Fischer and Brox, "U-Net: convolutional networks for biomedical image
/// segmentation", 2015.</remarks>
public static class UNet
{
    /// <summary>The network for images whose sides 2^levels divides.</summary>
    /// <param name="outputs">The numbers for each pixel: the classes of a segmentation, 3 colours.</param>
    /// <param name="width">The filters at full size; they double from level to level.</param>
    /// <param name="levels">How often the image is halved.</param>
    public static Seq Of(int outputs, int width = 64, int levels = 4) => Net.Seq(Level(width, levels), new Conv2d(outputs, 1));

    /// <summary>The same for images of any size: those whose sides 2^levels does not divide get a margin of zeros first, and the outputs lose it again.</summary>
    /// <param name="example">Height, width, channels.</param>
    /// <param name="outputs">The numbers for each pixel.</param>
    /// <param name="width">The filters at full size.</param>
    /// <param name="levels">How often the image is halved.</param>
    /// <exception cref="DlException">The examples are no images.</exception>
    public static Seq Of(Shape example, int outputs, int width = 64, int levels = 4)
    {
        var margin = Padding.UpTo(Kernels.Image("u-net", example), 1, 1 << levels);
        var net = Of(outputs, width, levels);
        return margin == Padding.None ? net : new([new Pad2d(margin), .. net.Layers, new Crop2d(margin)]);
    }

    // Two convolutions; if there is a level below, what it makes of them stands behind them, and two more.
    static Seq Level(int width, int below) => below <= 0 ? Twice(width) : Net.Seq(
        Twice(width),
        Net.Branch(Merge.Concat, Activation.None, Net.Seq(new MaxPool2d(2), Level(2 * width, below - 1), new ConvTranspose2d(width, 2, 2))),
        Twice(width));

    static Seq Twice(int width) => Net.Seq(new Conv2d(width, 3, padding: Padding.Same, then: Activation.Relu), new Conv2d(width, 3, padding: Padding.Same, then: Activation.Relu));
}
