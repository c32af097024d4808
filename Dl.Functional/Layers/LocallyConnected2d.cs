namespace Dl.Functional;

/// <summary>
/// A convolution without sharing: the same small window at every place, but a kernel of its own and a bias of its own at each. See
/// <see cref="LocallyConnected2dOp"/>. Shapes: (height, width, in) to (height', width', filters); the kernels are (height', width', size, size, in, filters).
/// </summary>
/// <remarks>
/// Between a dense layer and a convolution: a dense layer has in * out connections and as many weights, this one taps * in * out of both
/// (out counted without channels in), a convolution as many connections and places times fewer weights. PyTorch: none; Keras 2: <c>LocallyConnected2D</c>; Flax: <c>ConvLocal</c>.
/// </remarks>
/// <param name="Filters">The number of channels of the output.</param>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">The zeros around the image.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
/// <param name="Then">The activation.</param>
/// <param name="Weight">How the kernels are drawn; the biases begin at zero.</param>
/// <param name="Bias">Whether there are biases (height', width', filters).</param>
public sealed record LocallyConnected2d(int Filters, Extent Size, Extent Stride, Padding Padding, Extent Dilation, Activation Then, IInitialiser Weight, bool Bias) : Layer("locally connected2d")
{
    /// <summary>Stride and dilation 1, no padding and no activation where nothing else is said; drawn by He's rule before a ReLU and by Glorot's otherwise.</summary>
    public LocallyConnected2d(int filters, Extent size, Extent? stride = null, Padding padding = default, Extent? dilation = null, Activation? then = null, IInitialiser? weight = null, bool bias = true)
        : this(filters, size, stride ?? 1, padding, dilation ?? 1, then ?? Activation.None, weight ?? Kernels.For(then ?? Activation.None), bias) { }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var image = Kernels.Image(Name, example);
        Kernels.Check(Name, Filters, 1, example[2]);
        var (rows, columns) = new Sliding(Name, Size, Stride, Padding, Dilation).Over(image);
        Shape output = [rows.Output, columns.Output, Filters];
        var kernels = Weight.Draw<T>(key, [rows.Output, columns.Output, Size.Height, Size.Width, example[2], Filters], Fans.Convolution(example[2], Filters, 1, Size.Height, Size.Width));
        return Kernels.Start(output, Then, kernels, Bias ? output : null);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        var inputs = Kernels.Inputs(this, call, Bias, x);
        var linear = Ops.LocallyConnected2d(inputs[0], inputs[1], new(Stride, Padding, Dilation));
        return (Bias ? linear.Bind(y => Ops.Add(y, inputs[2])) : linear).Then(Then, call);
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var (window, image) = SlidingExamples.Draw(key.Child(0), Math.Min(size, 3));
        return new(
            new LocallyConnected2d(Examples.Size(key, 2, 1), window.Size, window.Stride, window.Padding, window.Dilation, key.Bernoulli(0.7, 2) ? Activation.None : Activation.Tanh, bias: key.Bernoulli(0.7, 3)),
            [image.Height, image.Width, Examples.Size(key, Math.Min(size, 2), 4)]);
    }
}
