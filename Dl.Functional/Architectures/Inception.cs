namespace Dl.Functional;

/// <summary>
/// Inception v1 (GoogLeNet): nine blocks, each of which looks through windows of several sizes at once and lets training decide, with 1 x 1 convolutions
/// that keep the channels few; averages over the image instead of dense layers.
/// </summary>
/// <remarks>6,998,552 parameters as in the paper: 5 x 5 windows, biases, no batch norm, without the two auxiliary classifiers; the local response
/// normalisation is left out, which has none. torchvision's <c>googlenet</c> differs: 3 x 3 for 5 x 5, and batch norm. Source: Szegedy et al., "Going deeper with
/// convolutions", 2015.</remarks>
public static class Inception
{
    /// <summary>The network of the paper, for 224 x 224 x 3.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="averages">Whether the last images are averaged, as in the paper; a dense layer sees every place of them otherwise.</param>
    /// <param name="dropout">The probability to drop before the last layer.</param>
    public static Seq V1(int classes = 1000, bool averages = true, double dropout = 0.4) => Net.Seq(
        Conv(64, 7, 2), Halved, Conv(64, 1), Conv(192, 3), Halved,
        Block(64, 96, 128, 16, 32, 32), Block(128, 128, 192, 32, 96, 64), Halved,
        Block(192, 96, 208, 16, 48, 64), Block(160, 112, 224, 24, 64, 64), Block(128, 128, 256, 24, 64, 64), Block(112, 144, 288, 32, 64, 64), Block(256, 160, 320, 32, 128, 128), Halved,
        Block(256, 160, 320, 32, 128, 128), Block(384, 192, 384, 48, 128, 128),
        averages ? new GlobalAveragePool2d() : new Flatten(), new Dropout(dropout), new Dense(classes));

    /// <summary>The same design for small images: two stages of blocks with batch norm.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">A quarter of the channels of the first blocks.</param>
    public static Seq Small(int classes = 10, int width = 8) => Net.Seq(
        new Seq(Parts.ConvNormRelu(2 * width, 3)),
        Block(width, width, 2 * width, width / 2, width / 2, width / 2), new BatchNorm(), Halved,
        Block(2 * width, width, 4 * width, width, width, width), new BatchNorm(), Halved,
        Block(2 * width, 2 * width, 4 * width, width, width, width), new BatchNorm(),
        new GlobalAveragePool2d(), new Dropout(0.2), new Dense(classes));

    /// <summary>Four ways, one behind the other along the channels: 1 x 1; 1 x 1 and 3 x 3; 1 x 1 and 5 x 5; the largest of 3 x 3 and 1 x 1.</summary>
    public static Branch Block(int one, int before3, int three, int before5, int five, int pooled) => Net.Branch(Merge.Concat,
        Conv(one, 1),
        Net.Seq(Conv(before3, 1), Conv(three, 3)),
        Net.Seq(Conv(before5, 1), Conv(five, 5)),
        Net.Seq(new MaxPool2d(3, 1, Padding.Same), Conv(pooled, 1)));

    static ILayer Halved => new MaxPool2d(3, 2, Padding.Same);

    static Conv2d Conv(int filters, int size, int stride = 1) => new(filters, size, stride, Padding.Same, then: Activation.Relu);
}
