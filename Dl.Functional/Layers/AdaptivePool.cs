namespace Dl.Functional;

/// <summary>The average over windows that make an output of a given extent, whatever that of the input; see <see cref="AdaptiveAveragePool2dOp"/>. Shapes: (height, width, channels) to (output, output, channels).</summary>
/// <remarks>PyTorch: <c>nn.AdaptiveAvgPool2d</c>; Keras and Flax: none.</remarks>
/// <param name="Output">The extent of the output.</param>
public sealed record AdaptiveAveragePool2d(Extent Output) : Layer("adaptive average pool2d")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var image = Kernels.Image(Name, example);
        return image.Area > 0 && Output is { Height: > 0, Width: > 0 } ? new([Output.Height, Output.Width, example[2]], Empty<T>.It, Empty<T>.It) : throw new DlException($"{Name}: {example} cannot be pooled to {Output}; both are at least 1 high and wide");
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Diff.Apply(new AdaptiveAveragePool2dOp(Output), [x]).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) =>
        new(new AdaptiveAveragePool2d((Examples.Size(key, Math.Min(size, 3), 0), Examples.Size(key, Math.Min(size, 3), 1))), [Examples.Size(key, size, 2), Examples.Size(key, size, 3), Examples.Size(key, 2, 4)]);
}

/// <summary>The average over windows that make an output of a given extent, whatever that of the input; see <see cref="AdaptiveAveragePool2dOp"/>. Shapes: (length, features) to (output, features).</summary>
/// <remarks>PyTorch: <c>nn.AdaptiveAvgPool1d</c>; Keras and Flax: none.</remarks>
/// <param name="Output">The extent of the output.</param>
public sealed record AdaptiveAveragePool1d(int Output) : Layer("adaptive average pool1d")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var list = Kernels.List(Name, example);
        return list.Area > 0 && Output > 0 ? new([Output, example[1]], Empty<T>.It, Empty<T>.It) : throw new DlException($"{Name}: {example} cannot be pooled to {Output}; both are at least 1 long");
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Lists.Apply(new AdaptiveAveragePool2dOp(Extent.Along(Output)), Name, [x]).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) =>
        new(new AdaptiveAveragePool1d(Examples.Size(key, Math.Min(size, 3), 0)), [Examples.Size(key, size, 2), Examples.Size(key, 2, 4)]);
}

/// <summary>The maximum over windows that make an output of a given extent, whatever that of the input; see <see cref="AdaptiveMaxPool2dOp"/>. Shapes: (height, width, channels) to (output, output, channels).</summary>
/// <remarks>PyTorch: <c>nn.AdaptiveMaxPool2d</c>; Keras and Flax: none.</remarks>
/// <param name="Output">The extent of the output.</param>
public sealed record AdaptiveMaxPool2d(Extent Output) : Layer("adaptive max pool2d")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var image = Kernels.Image(Name, example);
        return image.Area > 0 && Output is { Height: > 0, Width: > 0 } ? new([Output.Height, Output.Width, example[2]], Empty<T>.It, Empty<T>.It) : throw new DlException($"{Name}: {example} cannot be pooled to {Output}; both are at least 1 high and wide");
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Diff.Apply(new AdaptiveMaxPool2dOp(Output), [x]).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) =>
        new(new AdaptiveMaxPool2d((Examples.Size(key, Math.Min(size, 3), 0), Examples.Size(key, Math.Min(size, 3), 1))), [Examples.Size(key, size, 2), Examples.Size(key, size, 3), Examples.Size(key, 2, 4)]);
}

/// <summary>The maximum over windows that make an output of a given extent, whatever that of the input; see <see cref="AdaptiveMaxPool2dOp"/>. Shapes: (length, features) to (output, features).</summary>
/// <remarks>PyTorch: <c>nn.AdaptiveMaxPool1d</c>; Keras and Flax: none.</remarks>
/// <param name="Output">The extent of the output.</param>
public sealed record AdaptiveMaxPool1d(int Output) : Layer("adaptive max pool1d")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var list = Kernels.List(Name, example);
        return list.Area > 0 && Output > 0 ? new([Output, example[1]], Empty<T>.It, Empty<T>.It) : throw new DlException($"{Name}: {example} cannot be pooled to {Output}; both are at least 1 long");
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Lists.Apply(new AdaptiveMaxPool2dOp(Extent.Along(Output)), Name, [x]).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) =>
        new(new AdaptiveMaxPool1d(Examples.Size(key, Math.Min(size, 3), 0)), [Examples.Size(key, size, 2), Examples.Size(key, 2, 4)]);
}
