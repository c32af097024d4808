using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>Convolutions and poolings of a fluent <see cref="Architecture"/>.</summary>
/// <example><code>
/// var model = Model.Of(28, 28, 1).Conv2d(6, 5, padding: Padding.Same, then: Activation.Relu).MaxPool2d(2).Flatten().Dense(10).Init(Key.Of(1));
/// </code></example>
public static class Convolutions
{
    /// <summary>Convolution of images, see <see cref="Functional.Conv2d"/>. PyTorch: <c>nn.Conv2d</c>.</summary>
    public static Architecture Conv2d(this Architecture net, int filters, Extent size, Extent? stride = null, Padding padding = default, Extent? dilation = null, int groups = 1, Activation? then = null, bool bias = true) =>
        Then(net, new Conv2d(filters, size, stride, padding, dilation, groups, then, bias: bias));

    /// <summary>Convolution of lists, see <see cref="Functional.Conv1d"/>. PyTorch: <c>nn.Conv1d</c>.</summary>
    public static Architecture Conv1d(this Architecture net, int filters, int size, int? stride = null, Padding padding = default, int? dilation = null, int groups = 1, Activation? then = null, bool bias = true) =>
        Then(net, new Conv1d(filters, size, stride, padding, dilation, groups, then, bias: bias));

    /// <summary>The adjoint of a convolution, see <see cref="Functional.ConvTranspose2d"/>. PyTorch: <c>nn.ConvTranspose2d</c>.</summary>
    public static Architecture ConvTranspose2d(this Architecture net, int filters, Extent size, Extent? stride = null, Padding padding = default, Extent outputPadding = default, Activation? then = null, bool bias = true) =>
        Then(net, new ConvTranspose2d(filters, size, stride, padding, outputPadding, then: then, bias: bias));

    /// <summary>The largest number under a window, see <see cref="Functional.MaxPool2d"/>. PyTorch: <c>nn.MaxPool2d</c>.</summary>
    public static Architecture MaxPool2d(this Architecture net, Extent size, Extent? stride = null, Padding padding = default) => Then(net, new MaxPool2d(size, stride, padding));

    /// <summary>The image continued beyond its edges, see <see cref="Functional.Pad2d"/>. PyTorch: <c>nn.ReflectionPad2d</c> and its kin, and <c>padding_mode</c>.</summary>
    public static Architecture Pad2d(this Architecture net, Padding padding, PaddingMode mode = PaddingMode.Zeros) => Then(net, new Pad2d(padding, mode));

    /// <summary>The middle of the image, see <see cref="Functional.Crop2d"/>. Keras: <c>Cropping2D</c>.</summary>
    public static Architecture Crop2d(this Architecture net, Padding border) => Then(net, new Crop2d(border));

    /// <summary>The average under a window, see <see cref="Functional.AveragePool2d"/>. PyTorch: <c>nn.AvgPool2d</c>.</summary>
    public static Architecture AveragePool2d(this Architecture net, Extent size, Extent? stride = null, Padding padding = default) => Then(net, new AveragePool2d(size, stride, padding));

    /// <summary>The average of each channel, see <see cref="Functional.GlobalAveragePool2d"/>. Keras: <c>GlobalAveragePooling2D</c>.</summary>
    public static Architecture GlobalAveragePool2d(this Architecture net) => Then(net, new GlobalAveragePool2d());

    /// <summary>The largest number of each channel, see <see cref="Functional.GlobalMaxPool2d"/>. Keras: <c>GlobalMaxPooling2D</c>.</summary>
    public static Architecture GlobalMaxPool2d(this Architecture net) => Then(net, new GlobalMaxPool2d());

    static Architecture Then(Architecture net, ILayer layer)
    {
        ArgumentNullException.ThrowIfNull(net);
        return net.Then(layer);
    }
}
