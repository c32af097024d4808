namespace Dl.Functional;

/// <summary>
/// Networks that give back what they are given, through a narrow place: what passes it is a code of the input. Outputs are logits of pixels in [0, 1] for
/// <see cref="BinaryCrossEntropy"/>, or plain numbers for <see cref="MeanSquaredError"/>.
/// </summary>
/// <remarks>Source: Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks", 2006; Masci et al., "Stacked convolutional
/// auto-encoders", 2011.</remarks>
public static class Autoencoder
{
    /// <summary>One hidden dense layer: 402,448 parameters for 28 x 28 x 1 and 256 units.</summary>
    /// <param name="example">The shape of an example.</param>
    /// <param name="units">The units of the code.</param>
    public static Seq Dense(Shape example, int units = 256)
    {
        ArgumentNullException.ThrowIfNull(example);
        return Net.Seq(new Flatten(), new Dense(units, Activation.Relu), new Dense(example.Size), new Reshape(example));
    }

    /// <summary>Convolutions that halve the image, and transposed ones that double it again.</summary>
    /// <param name="channels">The channels of the image.</param>
    /// <param name="width">The filters of the first convolution; they double from level to level.</param>
    /// <param name="levels">How often the image is halved; 2^levels divides its sides.</param>
    /// <param name="code">The channels of the code.</param>
    public static Seq Convolutional(int channels = 1, int width = 16, int levels = 2, int code = 4) => new(
    [
        .. Enumerable.Range(0, levels).Select(i => new Conv2d(width << i, 3, 2, Padding.Same, then: Activation.Relu)),
        new Conv2d(code, 1),
        .. Enumerable.Range(0, levels).Reverse().Select(i => new ConvTranspose2d(width << i, 3, 2, Padding.Same, then: Activation.Relu)),
        new Conv2d(channels, 3, padding: Padding.Same),
    ]);
}
