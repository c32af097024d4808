namespace Dl.Functional;

/// <summary>The largest number under a window, channel by channel, of images; see <see cref="MaxPool2dOp"/>. Shapes: (height, width, channels) to (height', width', channels).</summary>
/// <remarks>PyTorch: <c>nn.MaxPool2d</c>; Keras: <c>MaxPooling2D</c>; Flax: <c>max_pool</c>.</remarks>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">What lies around: nothing that could win.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
public sealed record MaxPool2d(Extent Size, Extent Stride, Padding Padding, Extent Dilation) : Layer("max pool2d")
{
    /// <summary>Windows side by side where no stride is given; no padding and no dilation where nothing else is said.</summary>
    public MaxPool2d(Extent size, Extent? stride = null, Padding padding = default, Extent? dilation = null) : this(size, stride ?? size, padding, dilation ?? 1) { }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var (rows, columns) = new Sliding(Name, Size, Stride, Padding, Dilation).Pooling(Kernels.Image(Name, example));
        return new([rows.Output, columns.Output, example[2]], Empty<T>.It, Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        Diff.Apply(new MaxPool2dOp(Size, Stride, Padding, Dilation), [x]).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var (window, image) = SlidingExamples.DrawPooling(key.Child(0), Math.Min(size, 4));
        return new(new MaxPool2d(window.Size, window.Stride, window.Padding, window.Dilation), [image.Height, image.Width, Examples.Size(key, 2, 1)]);
    }
}

/// <summary>The largest number under a window, channel by channel, of lists: the 2d layer on images one pixel high; see <see cref="MaxPool2dOp"/>. Shapes: (length, features) to (length', features).</summary>
/// <remarks>PyTorch: <c>nn.MaxPool1d</c>; Keras: <c>MaxPooling1D</c>; Flax: <c>max_pool</c>.</remarks>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">What lies around: nothing that could win; left and right.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
public sealed record MaxPool1d(int Size, int Stride, Padding Padding, int Dilation) : Layer("max pool1d")
{
    /// <summary>Windows side by side where no stride is given; no padding and no dilation where nothing else is said.</summary>
    public MaxPool1d(int size, int? stride = null, Padding padding = default, int? dilation = null) : this(size, stride ?? size, padding, dilation ?? 1) { }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var (_, columns) = new Sliding(Name, Extent.Along(Size), Extent.Along(Stride), Padding.Along(Name), Extent.Along(Dilation)).Pooling(Kernels.List(Name, example));
        return new([columns.Output, example[1]], Empty<T>.It, Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        Lists.Apply(new MaxPool2dOp(Extent.Along(Size), Extent.Along(Stride), Padding.Along(Name), Extent.Along(Dilation)), Name, [x]).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var (window, list) = SlidingExamples.DrawPooling(key.Child(0), size, true);
        return new(new MaxPool1d(window.Size.Width, window.Stride.Width, window.Padding, window.Dilation.Width), [list.Width, Examples.Size(key, 2, 1)]);
    }
}
