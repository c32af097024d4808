namespace Dl.Functional;

/// <summary>
/// AlexNet: five convolutions, three poolings that overlap, three dense layers with dropout. Images of 227 x 227 x 3 (the paper says 224, which its own
/// sizes contradict).
/// </summary>
/// <remarks>62,378,344 parameters without groups and 60,965,224 with the two groups by which the paper spread it over two devices. The paper's local
/// response normalisation has no parameters and is left out: Simonyan and Zisserman (2015) measured that it does not help. Source: Krizhevsky, Sutskever
/// and Hinton, "ImageNet classification with deep convolutional neural networks", 2012.</remarks>
public static class AlexNet
{
    /// <summary>The network.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="groups">Into how many groups the second, fourth and fifth convolution are cut: 1, or 2 as in the paper.</param>
    /// <param name="dropout">The probability to drop a unit before the first two dense layers.</param>
    public static Seq Of(int classes = 1000, int groups = 1, double dropout = 0.5) => Net.Seq(
        Conv(96, 11, 0, stride: 4), new MaxPool2d(3, 2),
        Conv(256, 5, 2, groups), new MaxPool2d(3, 2),
        Conv(384, 3, 1), Conv(384, 3, 1, groups), Conv(256, 3, 1, groups), new MaxPool2d(3, 2),
        new Flatten(), new Dropout(dropout), new Dense(4096, Activation.Relu), new Dropout(dropout), new Dense(4096, Activation.Relu), new Dense(classes));

    static Conv2d Conv(int filters, int size, int padding, int groups = 1, int stride = 1) =>
        new(filters, size, stride, padding, groups: groups, then: Activation.Relu);
}
