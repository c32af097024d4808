namespace Dl.Functional;

/// <summary>
/// The adjoint of a convolution of lists: <see cref="ConvTranspose2d"/> on images one pixel high. Shapes: (length, in) to (length',
/// filters); the kernel is (size, filters / groups, in).
/// </summary>
/// <remarks>PyTorch: <c>nn.ConvTranspose1d</c>; Keras: <c>Conv1DTranspose</c>; Flax: <c>ConvTranspose</c>.</remarks>
/// <param name="Filters">The number of features of the output.</param>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">What is cut off at both ends of the list that comes out: left and right.</param>
/// <param name="OutputPadding">Places more, 0 to stride - 1.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
/// <param name="Groups">Into how many groups features and filters are cut.</param>
/// <param name="Then">The activation.</param>
/// <param name="Weight">How the kernel is drawn; the bias begins at zero.</param>
/// <param name="Bias">Whether there is a bias.</param>
public sealed record ConvTranspose1d(int Filters, int Size, int Stride, Padding Padding, int OutputPadding, int Dilation, int Groups, Activation Then, IInitialiser Weight, bool Bias)
    : Layer("conv transpose1d")
{
    /// <summary>Stride and dilation 1, no padding, one group and no activation where nothing else is said; drawn by He's rule before a ReLU and by Glorot's otherwise.</summary>
    public ConvTranspose1d(int filters, int size, int? stride = null, Padding padding = default, int outputPadding = 0, int? dilation = null, int groups = 1, Activation? then = null, IInitialiser? weight = null, bool bias = true)
        : this(filters, size, stride ?? 1, padding, outputPadding, dilation ?? 1, groups, then ?? Activation.None, weight ?? Kernels.For(then ?? Activation.None), bias) { }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var list = Kernels.List(Name, example);
        Kernels.Check(Name, Filters, Groups, example[1]);
        var (_, columns) = new Sliding(Name, Extent.Along(Size), Extent.Along(Stride), Padding.Along(Name), Extent.Along(Dilation)).Onto(list, new(0, OutputPadding));
        var kernel = Weight.Draw<T>(key, [Size, Filters / Groups, example[1]], Fans.Transposed(example[1], Filters, Groups, Size));
        return Kernels.Start([columns.Input, Filters], Then, kernel, Bias ? [Filters] : null);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        Ops.ConvTranspose1d(new ConvTranspose2dOp(Stride, Padding, OutputPadding, Dilation, Groups), [.. Kernels.Inputs(this, call, Bias, x)]).Then(Then, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var example = ConvTranspose2dOp.Example(key.Child(0), Math.Min(size, 4));
        var (op, x, w) = ((ConvTranspose2dOp)example.Op, example.Inputs[0].Shape, example.Inputs[1].Shape);
        return new(
            new ConvTranspose1d(w[2] * op.Groups, w[1], op.Stride.Width, op.Padding with { Top = 0, Bottom = 0 }, op.OutputPadding.Width, op.Dilation.Width, op.Groups, key.Bernoulli(0.7, 2) ? Activation.None : Activation.Tanh, bias: key.Bernoulli(0.7, 3)),
            [x[2], x[3]]);
    }
}
