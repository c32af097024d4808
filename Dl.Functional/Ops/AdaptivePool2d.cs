namespace Dl.Functional;

/// <summary>
/// The average over windows that make an output of a given extent, whatever the extent of the image: output o of m sees the
/// inputs from <c>floor(o n / m)</c> up to <c>ceil((o + 1) n / m)</c> of n. With extent 1 it is the average of the whole image.
/// </summary>
/// <remarks>Shapes: (batch, height, width, channels) to (batch, output, output, channels). PyTorch: <c>F.adaptive_avg_pool2d</c>; Keras: none.</remarks>
/// <param name="Output">The extent of the output.</param>
public sealed record AdaptiveAveragePool2dOp(Extent Output) : Op("adaptive average pool2d"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        return Pools.Average(Pools.Of(Name, inputs[0].Shape, Output), inputs[0], 0);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => new(
        new AdaptiveAveragePool2dOp((Examples.Size(key, Math.Min(size, 4), 0), Examples.Size(key, Math.Min(size, 4), 1))),
        [Examples.Any(key.Child(1), Pools.Images(key, (Examples.Size(key, size, 2), Examples.Size(key, size, 3))))]);
}

/// <summary>
/// The maximum over windows that make an output of a given extent, whatever the extent of the image; windows as in
/// <see cref="AdaptiveAveragePool2dOp"/>, ties as in <see cref="MaxPool2dOp"/>.
/// </summary>
/// <remarks>Shapes: (batch, height, width, channels) to (batch, output, output, channels). PyTorch: <c>F.adaptive_max_pool2d</c>; Keras: none.</remarks>
/// <param name="Output">The extent of the output.</param>
public sealed record AdaptiveMaxPool2dOp(Extent Output) : Op("adaptive max pool2d")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        return Pools.Max(Pools.Of(Name, inputs[0].Shape, Output), inputs[0]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => new(
        new AdaptiveMaxPool2dOp((Examples.Size(key, Math.Min(size, 4), 0), Examples.Size(key, Math.Min(size, 4), 1))),
        [Examples.Distinct(key.Child(1), Pools.Images(key, (Examples.Size(key, size, 2), Examples.Size(key, size, 3))))]);
}

public static partial class Ops
{
    /// <summary>The average over windows that make an output of a given extent, see <see cref="AdaptiveAveragePool2dOp"/>.</summary>
    public static Diff<T, Var<T>> AdaptiveAveragePool2d<T>(Var<T> x, Extent output) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new AdaptiveAveragePool2dOp(output), [x]);

    /// <summary>The maximum over windows that make an output of a given extent, see <see cref="AdaptiveMaxPool2dOp"/>.</summary>
    public static Diff<T, Var<T>> AdaptiveMaxPool2d<T>(Var<T> x, Extent output) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new AdaptiveMaxPool2dOp(output), [x]);
}
