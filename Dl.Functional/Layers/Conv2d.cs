namespace Dl.Functional;

/// <summary>
/// Convolution of images with a number of filters, a bias for each and an activation: the same small window at every place.
/// See <see cref="Conv2dOp"/>. Shapes: (height, width, in) to (height', width', filters); the kernel is (height, width, in / groups, filters).
/// </summary>
/// <remarks>PyTorch: <c>nn.Conv2d</c>; Keras: <c>Conv2D</c> (groups = channels: <c>DepthwiseConv2D</c>); Flax: <c>Conv</c>. Fans: in = taps * in / groups, out = taps *
/// filters / groups. Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998.</remarks>
/// <param name="Filters">The number of channels of the output.</param>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">The zeros around the image.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
/// <param name="Groups">Into how many groups channels and filters are cut; as many as channels: depthwise.</param>
/// <param name="Then">The activation.</param>
/// <param name="Weight">How the kernel is drawn; the bias begins at zero.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <example><code>
/// new Conv2d(32, 3, padding: Padding.Same, then: Activation.Relu);
/// </code></example>
public sealed record Conv2d(int Filters, Extent Size, Extent Stride, Padding Padding, Extent Dilation, int Groups, Activation Then, IInitialiser Weight, bool Bias) : Layer("conv2d")
{
    /// <summary>Stride and dilation 1, no padding, one group and no activation where nothing else is said; drawn by He's rule before a ReLU and by Glorot's otherwise.</summary>
    public Conv2d(int filters, Extent size, Extent? stride = null, Padding padding = default, Extent? dilation = null, int groups = 1, Activation? then = null, IInitialiser? weight = null, bool bias = true)
        : this(filters, size, stride ?? 1, padding, dilation ?? 1, groups, then ?? Activation.None, weight ?? Kernels.For(then ?? Activation.None), bias) { }

    /// <summary>Whether the activation is computed in the op of the layer, see <see cref="LinearThenOp"/>; <see cref="Net.Fuse"/> asks for it.</summary>
    public bool Fused { get; init; }

    /// <summary>How it is computed; by shape where nothing is said: <c>new Conv2d(64, 3) { Method = ConvolutionMethod.Winograd4 }</c>.</summary>
    public ConvolutionMethod Method { get; init; }

    /// <summary>Points where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("layout", "(batch, height, width, channels)", "(batch, channels, height, width)", "same (channels_last)", "same"),
        new("kernel", "(height, width, in / groups, out)", "(out, in / groups, height, width)", "same", "same"),
        new("start of the kernel", "Glorot uniform; He normal before ReLU", "uniform within 1 / sqrt(fan in)", "Glorot uniform", "LeCun normal"),
        new("padding same", "the odd one at the end", "same (stride 1 only)", "same", "same"),
        new("fan out of groups", "taps * out / groups", "taps * out", "taps * out", "taps * out"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var image = Kernels.Image(Name, example);
        Kernels.Check(Name, Filters, Groups, example[2]);
        var (rows, columns) = new Sliding(Name, Size, Stride, Padding, Dilation).Over(image);
        var kernel = Weight.Draw<T>(key, [Size.Height, Size.Width, example[2] / Groups, Filters], Fans.Convolution(example[2], Filters, Groups, Size.Height, Size.Width));
        return Kernels.Start([rows.Output, columns.Output, Filters], Then, kernel, Bias ? [Filters] : null);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        Fusion.Then(Fused, new Conv2dOp(Stride, Padding, Dilation, Groups) { Method = Method }, Kernels.Inputs(this, call, Bias, x), Then).Map(y => new Result<T>(y, call.State));

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var (window, image) = SlidingExamples.Draw(key.Child(0), Math.Min(size, 4));
        var groups = Examples.Size(key, Math.Min(size, 2), 0);
        return new(
            new Conv2d(groups * Examples.Size(key, 2, 1), window.Size, window.Stride, window.Padding, window.Dilation, groups, key.Bernoulli(0.7, 2) ? Activation.None : Activation.Tanh, bias: key.Bernoulli(0.7, 3)),
            [image.Height, image.Width, groups * Examples.Size(key, Math.Min(size, 2), 4)]);
    }
}
