namespace Dl.Functional;

/// <summary>The average of the numbers under a window, channel by channel, of images; see <see cref="AveragePool2dOp"/>. Shapes: (height, width, channels) to (height', width', channels).</summary>
/// <remarks>PyTorch: <c>nn.AvgPool2d</c> (which counts padding unless told otherwise); Keras: <c>AveragePooling2D</c>; Flax: <c>avg_pool</c>.</remarks>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">What lies around: nothing, or zeros if it is counted.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
/// <param name="CountPadding">Whether padding counts as zeros.</param>
public sealed record AveragePool2d(Extent Size, Extent Stride, Padding Padding, Extent Dilation, bool CountPadding) : Layer("average pool2d")
{
    /// <summary>Windows side by side where no stride is given; no padding and no dilation where nothing else is said.</summary>
    public AveragePool2d(Extent size, Extent? stride = null, Padding padding = default, Extent? dilation = null, bool countPadding = false) : this(size, stride ?? size, padding, dilation ?? 1, countPadding) { }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var (rows, columns) = new Sliding(Name, Size, Stride, Padding, Dilation).Pooling(Kernels.Image(Name, example));
        return new([rows.Output, columns.Output, example[2]], Empty<T>.It, Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        Diff.Apply(new AveragePool2dOp(Size, Stride, Padding, Dilation, CountPadding), [x]).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var (window, image) = SlidingExamples.DrawPooling(key.Child(0), Math.Min(size, 4));
        return new(new AveragePool2d(window.Size, window.Stride, window.Padding, window.Dilation, key.Bernoulli(0.5, 2)), [image.Height, image.Width, Examples.Size(key, 2, 1)]);
    }
}

/// <summary>The average of the numbers under a window, channel by channel, of lists: the 2d layer on images one pixel high; see <see cref="AveragePool2dOp"/>. Shapes: (length, features) to (length', features).</summary>
/// <remarks>PyTorch: <c>nn.AvgPool1d</c> (which counts padding unless told otherwise); Keras: <c>AveragePooling1D</c>; Flax: <c>avg_pool</c>.</remarks>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">What lies around: nothing, or zeros if it is counted; left and right.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
/// <param name="CountPadding">Whether padding counts as zeros.</param>
public sealed record AveragePool1d(int Size, int Stride, Padding Padding, int Dilation, bool CountPadding) : Layer("average pool1d")
{
    /// <summary>Windows side by side where no stride is given; no padding and no dilation where nothing else is said.</summary>
    public AveragePool1d(int size, int? stride = null, Padding padding = default, int? dilation = null, bool countPadding = false) : this(size, stride ?? size, padding, dilation ?? 1, countPadding) { }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var (_, columns) = new Sliding(Name, Extent.Along(Size), Extent.Along(Stride), Padding.Along(Name), Extent.Along(Dilation)).Pooling(Kernels.List(Name, example));
        return new([columns.Output, example[1]], Empty<T>.It, Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        Lists.Apply(new AveragePool2dOp(Extent.Along(Size), Extent.Along(Stride), Padding.Along(Name), Extent.Along(Dilation), CountPadding), Name, [x]).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var (window, list) = SlidingExamples.DrawPooling(key.Child(0), size, true);
        return new(new AveragePool1d(window.Size.Width, window.Stride.Width, window.Padding, window.Dilation.Width, key.Bernoulli(0.5, 2)), [list.Width, Examples.Size(key, 2, 1)]);
    }
}
