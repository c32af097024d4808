namespace Dl.Functional;

/// <summary>
/// Densely connected networks: each layer of a block sees all that the layers before it made, and adds a few channels of its own. Convolutions of 1 x 1
/// keep that affordable: before each 3 x 3 one, and between blocks.
/// </summary>
/// <remarks>7,978,856 parameters with 121 layers, for 224 x 224 x 3 and 1000 classes; without the 1 x 1 convolutions 18,350,696. Source: Huang,
/// Liu, van der Maaten and Weinberger, "Densely connected convolutional networks", 2017. torchvision: <c>densenet121</c>.</remarks>
public static class DenseNet
{
    /// <summary>The networks of the paper for large images.</summary>
    /// <param name="depth">The number of layers with weights: 121, 169 or 201.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="narrow">Whether there are convolutions of 1 x 1: four times the growth before each layer, half the channels between blocks.</param>
    public static Seq Of(int depth, int classes = 1000, bool narrow = true)
    {
        Many<int> blocks = depth switch
        {
            121 => [6, 12, 24, 16],
            169 => [6, 12, 32, 32],
            201 => [6, 12, 48, 32],
            _ => throw new DlException($"there are densely connected networks of 121, 169 and 201 layers, not {depth}; for small images see Small"),
        };
        return new([.. Parts.ConvNormRelu(64, 7, 2), new MaxPool2d(3, 2, 1), .. Blocks(blocks, 64, 32, narrow), .. Head(classes)]);
    }

    /// <summary>The same design for small images: a convolution and blocks of equal length.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="layers">The layers of each block.</param>
    /// <param name="blocks">The number of blocks; between them the image is halved.</param>
    /// <param name="growth">The channels that each layer adds.</param>
    /// <param name="narrow">Whether there are convolutions of 1 x 1.</param>
    public static Seq Small(int classes = 10, int layers = 4, int blocks = 3, int growth = 12, bool narrow = true) =>
        new([Parts.Conv(2 * growth, 3), .. Blocks([.. Enumerable.Repeat(layers, blocks)], 2 * growth, growth, narrow), .. Head(classes)]);

    static IEnumerable<ILayer> Blocks(Many<int> blocks, int channels, int growth, bool narrow)
    {
        foreach (var (layers, i) in blocks.Select((layers, i) => (layers, i)))
        {
            yield return Net.DenseBlock([.. Enumerable.Repeat<ILayer>(narrow ? new Seq([.. Parts.NormReluConv(4 * growth, 1), .. Parts.NormReluConv(growth, 3)]) : new Seq(Parts.NormReluConv(growth, 3)), layers)]);
            channels += layers * growth;
            if (i == blocks.Count - 1) continue;
            if (narrow) yield return new Seq(Parts.NormReluConv(channels /= 2, 1));
            yield return new AveragePool2d(2);
        }
    }

    static ILayer[] Head(int classes) => [new BatchNorm(), Activation.Relu, new GlobalAveragePool2d(), new Dense(classes)];
}
