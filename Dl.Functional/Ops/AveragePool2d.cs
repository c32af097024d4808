namespace Dl.Functional;

/// <summary>
/// The average of the numbers under a window, channel by channel. Where the window reaches into the padding it is the
/// average of the numbers that are there, or, with <see cref="CountPadding"/>, their sum divided by the size of the whole window.
/// </summary>
/// <remarks>Shapes: (batch, height, width, channels) to (batch, height', width', channels). Law L6: the average of a constant is that constant if padding
/// is not counted, and else its share of the window. PyTorch: <c>F.avg_pool2d(count_include_pad=True)</c>; Keras: <c>ops.average_pool</c>; Flax: <c>avg_pool</c>.</remarks>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">What lies around the image.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
/// <param name="CountPadding">Whether padding counts as zeros.</param>
public sealed record AveragePool2dOp(Extent Size, Extent Stride, Padding Padding, Extent Dilation, bool CountPadding = false) : Op("average pool2d"), ILinear
{
    /// <summary>Windows side by side.</summary>
    public AveragePool2dOp(Extent size) : this(size, size, Padding.None, 1) { }

    /// <summary>Points where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("padding", "not counted", "counted", "not counted", "counted")];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        return Pools.Average(Pools.Of(Name, inputs[0].Shape, new Sliding(Name, Size, Stride, Padding, Dilation)), inputs[0], CountPadding ? Size.Area : 0);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var (window, image) = SlidingExamples.DrawPooling(key.Child(0), size);
        return new(new AveragePool2dOp(window.Size, window.Stride, window.Padding, window.Dilation, key.Bernoulli(0.5, 0)), [Examples.Any(key.Child(1), Pools.Images(key, image))]);
    }
}

public static partial class Ops
{
    /// <summary>The average of the numbers under a window, see <see cref="AveragePool2dOp"/>.</summary>
    public static Diff<T, Var<T>> AveragePool2d<T>(Var<T> x, AveragePool2dOp how) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(how, [x]);
}
