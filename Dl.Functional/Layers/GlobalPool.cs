namespace Dl.Functional;

/// <summary>The average of each channel over the whole image. Shapes: (height, width, channels) to (channels).</summary>
/// <remarks>PyTorch: <c>nn.AdaptiveAvgPool2d(1)</c> and a flatten; Keras: <c>GlobalAveragePooling2D</c>; Flax: <c>x.mean((1, 2))</c>.
/// Source: Lin, Chen and Yan, "Network in network", 2013.</remarks>
public sealed record GlobalAveragePool2d() : Layer("global average pool2d")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) => Kernels.Image(Name, example).Area > 0
        ? new([example[2]], Empty<T>.It, Empty<T>.It)
        : throw new DlException($"{Name}: there is nothing to average in {example}; images are at least 1 high and wide");

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Ops.Mean(x, 1, 2).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new GlobalAveragePool2d(), [Examples.Size(key, size, 0), Examples.Size(key, size, 1), Examples.Size(key, 3, 2)]);
}

/// <summary>The average of each channel over the whole list. Shapes: (length, features) to (features).</summary>
/// <remarks>PyTorch: <c>nn.AdaptiveAvgPool1d(1)</c> and a flatten; Keras: <c>GlobalAveragePooling1D</c>; Flax: <c>x.mean((1,))</c>.
/// Source: Lin, Chen and Yan, "Network in network", 2013.</remarks>
public sealed record GlobalAveragePool1d() : Layer("global average pool1d")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) => Kernels.List(Name, example).Area > 0
        ? new([example[1]], Empty<T>.It, Empty<T>.It)
        : throw new DlException($"{Name}: there is nothing to average in {example}; lists are at least 1 long");

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Ops.Mean(x, 1).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new GlobalAveragePool1d(), [Examples.Size(key, size, 0), Examples.Size(key, 3, 2)]);
}

/// <summary>The largest number of each channel in the whole image. Shapes: (height, width, channels) to (channels). Its cotangent goes to the first of the largest.</summary>
/// <remarks>PyTorch: <c>nn.AdaptiveMaxPool2d(1)</c> and a flatten; Keras: <c>GlobalMaxPooling2D</c>; Flax: <c>x.max((1, 2))</c>.</remarks>
public sealed record GlobalMaxPool2d() : Layer("global max pool2d")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) => Kernels.Image(Name, example).Area > 0
        ? new([example[2]], Empty<T>.It, Empty<T>.It)
        : throw new DlException($"{Name}: there is nothing to compare in {example}; images are at least 1 high and wide");

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Ops.Max(x, 1, 2).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new GlobalMaxPool2d(), [Examples.Size(key, size, 0), Examples.Size(key, size, 1), Examples.Size(key, 3, 2)]);
}

/// <summary>The largest number of each channel in the whole list. Shapes: (length, features) to (features). Its cotangent goes to the first of the largest.</summary>
/// <remarks>PyTorch: <c>nn.AdaptiveMaxPool1d(1)</c> and a flatten; Keras: <c>GlobalMaxPooling1D</c>; Flax: <c>x.max((1,))</c>.</remarks>
public sealed record GlobalMaxPool1d() : Layer("global max pool1d")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) => Kernels.List(Name, example).Area > 0
        ? new([example[1]], Empty<T>.It, Empty<T>.It)
        : throw new DlException($"{Name}: there is nothing to compare in {example}; lists are at least 1 long");

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Ops.Max(x, 1).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new GlobalMaxPool1d(), [Examples.Size(key, size, 0), Examples.Size(key, 3, 2)]);
}
