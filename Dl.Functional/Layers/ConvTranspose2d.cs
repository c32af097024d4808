namespace Dl.Functional;

/// <summary>
/// The adjoint of a convolution as a layer: it makes larger images of smaller ones. See <see cref="ConvTranspose2dOp"/>. Shapes: (height,
/// width, in) to (height', width', filters) with height' = (height - 1) stride + dilation (size - 1) + 1 + output padding - padding; the kernel is
/// (height, width, filters / groups, in).
/// </summary>
/// <remarks>PyTorch: <c>nn.ConvTranspose2d</c>; Keras: <c>Conv2DTranspose</c>; Flax: <c>ConvTranspose</c>. Fans: in = taps * in / groups, out = taps *
/// filters / groups; those of the adjoint convolution are the other way round. Source: Zeiler et al., "Deconvolutional networks", 2010.</remarks>
/// <param name="Filters">The number of channels of the output.</param>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">What is cut off around the image that comes out; same: the output is the input times the stride.</param>
/// <param name="OutputPadding">Rows and columns more, 0 to stride - 1.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
/// <param name="Groups">Into how many groups channels and filters are cut.</param>
/// <param name="Then">The activation.</param>
/// <param name="Weight">How the kernel is drawn; the bias begins at zero.</param>
/// <param name="Bias">Whether there is a bias.</param>
public sealed record ConvTranspose2d(int Filters, Extent Size, Extent Stride, Padding Padding, Extent OutputPadding, Extent Dilation, int Groups, Activation Then, IInitialiser Weight, bool Bias)
    : Layer("conv transpose2d")
{
    /// <summary>Stride and dilation 1, no padding, one group and no activation where nothing else is said; drawn by He's rule before a ReLU and by Glorot's otherwise.</summary>
    public ConvTranspose2d(int filters, Extent size, Extent? stride = null, Padding padding = default, Extent outputPadding = default, Extent? dilation = null, int groups = 1, Activation? then = null, IInitialiser? weight = null, bool bias = true)
        : this(filters, size, stride ?? 1, padding, outputPadding, dilation ?? 1, groups, then ?? Activation.None, weight ?? Kernels.For(then ?? Activation.None), bias) { }

    /// <summary>Points where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
        [new("fans", "in = taps * in, out = taps * filters", "the other way round", "the other way round", "by layout")];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var image = Kernels.Image(Name, example);
        Kernels.Check(Name, Filters, Groups, example[2]);
        var (rows, columns) = new Sliding(Name, Size, Stride, Padding, Dilation).Onto(image, OutputPadding);
        var kernel = Weight.Draw<T>(key, [Size.Height, Size.Width, Filters / Groups, example[2]], Fans.Transposed(example[2], Filters, Groups, Size.Height, Size.Width));
        return Kernels.Start([rows.Input, columns.Input, Filters], Then, kernel, Bias ? [Filters] : null);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        Diff.Apply(new ConvTranspose2dOp(Stride, Padding, OutputPadding, Dilation, Groups), Kernels.Inputs(this, call, Bias, x)).Then(Then, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var example = ConvTranspose2dOp.Example(key.Child(0), Math.Min(size, 4));
        var (op, x, w) = ((ConvTranspose2dOp)example.Op, example.Inputs[0].Shape, example.Inputs[1].Shape);
        return new(
            new ConvTranspose2d(w[2] * op.Groups, (w[0], w[1]), op.Stride, op.Padding, op.OutputPadding, op.Dilation, op.Groups, key.Bernoulli(0.7, 2) ? Activation.None : Activation.Tanh, bias: key.Bernoulli(0.7, 3)),
            x.Example);
    }
}
