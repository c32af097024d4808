namespace Dl.Functional;

/// <summary>
/// A convolution of lists without sharing: <see cref="LocallyConnected2d"/> on images one pixel high. Shapes: (length, in) to (length', filters); the
/// kernels are (length', size, in, filters).
/// </summary>
/// <remarks>PyTorch: none; Keras 2: <c>LocallyConnected1D</c>; Flax: <c>ConvLocal</c>.</remarks>
/// <param name="Filters">The number of features of the output.</param>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">The zeros at both ends: left and right.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
/// <param name="Then">The activation.</param>
/// <param name="Weight">How the kernels are drawn; the biases begin at zero.</param>
/// <param name="Bias">Whether there are biases (length', filters).</param>
public sealed record LocallyConnected1d(int Filters, int Size, int Stride, Padding Padding, int Dilation, Activation Then, IInitialiser Weight, bool Bias) : Layer("locally connected1d")
{
    /// <summary>Stride and dilation 1, no padding and no activation where nothing else is said; drawn by He's rule before a ReLU and by Glorot's otherwise.</summary>
    public LocallyConnected1d(int filters, int size, int? stride = null, Padding padding = default, int? dilation = null, Activation? then = null, IInitialiser? weight = null, bool bias = true)
        : this(filters, size, stride ?? 1, padding, dilation ?? 1, then ?? Activation.None, weight ?? Kernels.For(then ?? Activation.None), bias) { }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var list = Kernels.List(Name, example);
        Kernels.Check(Name, Filters, 1, example[1]);
        var (_, columns) = new Sliding(Name, Extent.Along(Size), Extent.Along(Stride), Padding.Along(Name), Extent.Along(Dilation)).Over(list);
        Shape output = [columns.Output, Filters];
        var kernels = Weight.Draw<T>(key, [columns.Output, Size, example[1], Filters], Fans.Convolution(example[1], Filters, 1, Size));
        return Kernels.Start(output, Then, kernels, Bias ? output : null);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        var inputs = Kernels.Inputs(this, call, Bias, x);
        var linear = Ops.LocallyConnected1d(inputs[0], inputs[1], new(Stride, Padding, Dilation));
        return (Bias ? linear.Bind(y => Ops.Add(y, inputs[2])) : linear).Then(Then, call);
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var (window, list) = SlidingExamples.Draw(key.Child(0), Math.Min(size, 4), true);
        return new(
            new LocallyConnected1d(Examples.Size(key, 2, 1), window.Size.Width, window.Stride.Width, window.Padding, window.Dilation.Width, key.Bernoulli(0.7, 2) ? Activation.None : Activation.Tanh, bias: key.Bernoulli(0.7, 3)),
            [list.Width, Examples.Size(key, Math.Min(size, 2), 4)]);
    }
}
