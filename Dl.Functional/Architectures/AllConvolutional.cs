namespace Dl.Functional;

/// <summary>
/// A network of convolutions alone: strides instead of poolings, a 1 x 1 convolution with a channel a class and an average instead of dense layers.
/// </summary>
/// <remarks>All-CNN-C of the paper is the width 96: 1,369,738 parameters for 32 x 32 x 3 and ten classes. The paper does not pad the seventh
/// convolution; here all are. Source: Springenberg, Dosovitskiy, Brox and Riedmiller, "Striving for simplicity: the all convolutional net", 2015.</remarks>
public static class AllConvolutional
{
    /// <summary>The network for images of any size.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The filters of the first convolutions; they double once.</param>
    /// <param name="dropout">The probability to drop behind each convolution with a stride; the input keeps all.</param>
    public static Seq Of(int classes = 10, int width = 96, double dropout = 0.5) => Net.Seq(
        Conv(width, 3), Conv(width, 3), Conv(width, 3, 2), new Dropout(dropout),
        Conv(2 * width, 3), Conv(2 * width, 3), Conv(2 * width, 3, 2), new Dropout(dropout),
        Conv(2 * width, 3), Conv(2 * width, 1), new Conv2d(classes, 1), new GlobalAveragePool2d());

    static Conv2d Conv(int filters, int size, int stride = 1) => new(filters, size, stride, Padding.Same, then: Activation.Relu);
}
