namespace Dl.Functional;

/// <summary>
/// Convolution of lists, of sounds or of texts: <see cref="Conv2d"/> on images one pixel high. Shapes: (length, in) to (length',
/// filters); the kernel is (size, in / groups, filters).
/// </summary>
/// <remarks>PyTorch: <c>nn.Conv1d</c> (features on axis 1); Keras: <c>Conv1D</c>; Flax: <c>Conv</c>.</remarks>
/// <param name="Filters">The number of features of the output.</param>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">The zeros at both ends: left and right.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
/// <param name="Groups">Into how many groups features and filters are cut.</param>
/// <param name="Then">The activation.</param>
/// <param name="Weight">How the kernel is drawn; the bias begins at zero.</param>
/// <param name="Bias">Whether there is a bias.</param>
public sealed record Conv1d(int Filters, int Size, int Stride, Padding Padding, int Dilation, int Groups, Activation Then, IInitialiser Weight, bool Bias) : Layer("conv1d")
{
    /// <summary>Stride and dilation 1, no padding, one group and no activation where nothing else is said; drawn by He's rule before a ReLU and by Glorot's otherwise.</summary>
    public Conv1d(int filters, int size, int? stride = null, Padding padding = default, int? dilation = null, int groups = 1, Activation? then = null, IInitialiser? weight = null, bool bias = true)
        : this(filters, size, stride ?? 1, padding, dilation ?? 1, groups, then ?? Activation.None, weight ?? Kernels.For(then ?? Activation.None), bias) { }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var list = Kernels.List(Name, example);
        Kernels.Check(Name, Filters, Groups, example[1]);
        var (_, columns) = new Sliding(Name, Extent.Along(Size), Extent.Along(Stride), Padding.Along(Name), Extent.Along(Dilation)).Over(list);
        var kernel = Weight.Draw<T>(key, [Size, example[1] / Groups, Filters], Fans.Convolution(example[1], Filters, Groups, Size));
        return Kernels.Start([columns.Output, Filters], Then, kernel, Bias ? [Filters] : null);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        Ops.Conv1d(new Conv2dOp(Stride, Padding, Dilation, Groups), [.. Kernels.Inputs(this, call, Bias, x)]).Then(Then, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var (window, list) = SlidingExamples.Draw(key.Child(0), size, true);
        var groups = Examples.Size(key, Math.Min(size, 2), 0);
        return new(
            new Conv1d(groups * Examples.Size(key, 2, 1), window.Size.Width, window.Stride.Width, window.Padding, window.Dilation.Width, groups, key.Bernoulli(0.7, 2) ? Activation.None : Activation.Tanh, bias: key.Bernoulli(0.7, 3)),
            [list.Width, groups * Examples.Size(key, Math.Min(size, 2), 4)]);
    }
}
