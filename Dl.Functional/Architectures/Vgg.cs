namespace Dl.Functional;

/// <summary>
/// VGG: blocks of 3 x 3 convolutions, each block followed by a pooling that halves the image while the channels double: small, repetitive, pyramidal.
/// </summary>
/// <remarks>138,357,544 parameters with 16 and 143,667,240 with 19 layers, for 224 x 224 x 3 and 1000 classes. Source: Simonyan and Zisserman, "Very deep
/// convolutional networks for large-scale image recognition", 2015. torchvision: <c>vgg16</c>, <c>vgg19</c>.</remarks>
public static class Vgg
{
    /// <summary>The networks of the paper.</summary>
    /// <param name="depth">The number of layers with weights: 11, 13, 16 or 19.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="dropout">The probability to drop a unit behind the first two dense layers.</param>
    public static Seq Of(int depth, int classes = 1000, double dropout = 0.5)
    {
        Many<int> blocks = depth switch
        {
            11 => [1, 1, 2, 2, 2],
            13 => [2, 2, 2, 2, 2],
            16 => [2, 2, 3, 3, 3],
            19 => [2, 2, 4, 4, 4],
            _ => throw new DlException($"there are VGG networks of 11, 13, 16 and 19 layers, not {depth}"),
        };
        Many<int> filters = [64, 128, 256, 512, 512];
        return new(
        [
            .. blocks.SelectMany((convolutions, i) => Block(convolutions, filters[i], norm: false)),
            new Flatten(), new Dense(4096, Activation.Relu), new Dropout(dropout), new Dense(4096, Activation.Relu), new Dropout(dropout), new Dense(classes),
        ]);
    }

    /// <summary>The same design for small images: blocks of two convolutions with batch norm, the channels doubling, and one hidden dense layer.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The filters of the first block.</param>
    /// <param name="blocks">The number of blocks; each halves the image.</param>
    /// <param name="hidden">The units of the hidden layer.</param>
    /// <param name="dropout">The probability to drop before each dense layer.</param>
    public static Seq Small(int classes = 10, int width = 32, int blocks = 2, int hidden = 128, double dropout = 0.4) => new(
    [
        .. Enumerable.Range(0, blocks).SelectMany(i => Block(2, width << i, norm: true)),
        new Flatten(), new Dropout(dropout), new Dense(hidden, Activation.Relu), new Dropout(dropout), new Dense(classes),
    ]);

    static IEnumerable<ILayer> Block(int convolutions, int filters, bool norm) => Enumerable.Range(0, convolutions)
        .SelectMany(_ => norm ? (ILayer[])[.. Parts.ConvNormRelu(filters, 3)] : [new Conv2d(filters, 3, padding: Padding.Same, then: Activation.Relu)])
        .Append(new MaxPool2d(2));
}
