namespace Dl.Functional;

/// <summary>
/// The largest number under a window, channel by channel. Padding is never the largest. Of equal numbers the first one in
/// row-major order takes the whole cotangent; an input that wins under several windows takes the sum.
/// </summary>
/// <remarks>Shapes: (batch, height, width, channels) to (batch, height', width', channels). Law L6: the cotangent of the input sums to that of
/// the output; never below the average. PyTorch: <c>F.max_pool2d</c>; Keras: <c>ops.max_pool</c>; Flax: <c>max_pool</c>.</remarks>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">What lies around the image.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
public sealed record MaxPool2dOp(Extent Size, Extent Stride, Padding Padding, Extent Dilation) : Op("max pool2d")
{
    /// <summary>Windows side by side.</summary>
    public MaxPool2dOp(Extent size) : this(size, size, Padding.None, 1) { }

    /// <summary>Points where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("ties", "the first in row-major order takes the whole cotangent", "same", "by backend", "by backend")];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        return Pools.Max(Pools.Of(Name, inputs[0].Shape, new Sliding(Name, Size, Stride, Padding, Dilation)), inputs[0]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var (window, image) = SlidingExamples.DrawPooling(key.Child(0), size);
        return new(new MaxPool2dOp(window.Size, window.Stride, window.Padding, window.Dilation), [Examples.Distinct(key.Child(1), Pools.Images(key, image))]);
    }
}

/// <summary>What poolings share: the rule of a geometry, and examples.</summary>
static class Pools
{
    public static Ruled<T> Max<T>(PoolShape shape, Tensor<T> x) where T : struct, IFloatingPointIeee754<T>
    {
        var y = Tensor<T>.Build(shape.Output, (shape, x), static (into, s) => Pooling.Max(s.shape, s.x, into));
        return new(y, g => [Delta<T>.Of(x.Shape, (shape, x, y, g), static (into, add, s) => Pooling.MaxGradient(s.shape, s.x, s.y, s.g, into, add))]);
    }

    public static Ruled<T> Average<T>(PoolShape shape, Tensor<T> x, int counted) where T : struct, IFloatingPointIeee754<T>
    {
        var y = Tensor<T>.Build(shape.Output, (shape, x, counted), static (into, s) => Pooling.Average(s.shape, s.x, s.counted, into));
        return new(y, g => [Delta<T>.Of(x.Shape, (shape, g, counted), static (into, add, s) => Pooling.AverageGradient(s.shape, s.g, s.counted, into, add))]);
    }

    /// <summary>The geometry of a window over images.</summary>
    public static PoolShape Of(string name, Shape x, Sliding window)
    {
        Expect(name, x);
        var (rows, columns) = window.Pooling((x[1], x[2]));
        return new(x[0], Sights.Of(rows), Sights.Of(columns), x[3]);
    }

    /// <summary>The geometry of an output of a given extent.</summary>
    public static PoolShape Of(string name, Shape x, Extent output)
    {
        Expect(name, x);
        if (output.Height < 1 || output.Width < 1) throw new DlException($"{name}: the output is at least 1 high and wide, not {output}");
        if (x[1] < 1 || x[2] < 1) throw new DlException($"{name}: there is nothing to pool in {x}");
        return new(x[0], Sights.Even(x[1], output.Height), Sights.Even(x[2], output.Width), x[3]);
    }

    static void Expect(string name, Shape x)
    {
        if (x.Rank != 4) throw new DlException($"{name}: images are (batch, height, width, channels), not {x}");
    }

    /// <summary>The shape of a few images for an example.</summary>
    public static Shape Images(Key key, Extent image) => [Examples.Size(key, 2, 30), image.Height, image.Width, Examples.Size(key, 2, 31)];
}

public static partial class Ops
{
    /// <summary>The largest number under a window, see <see cref="MaxPool2dOp"/>.</summary>
    public static Diff<T, Var<T>> MaxPool2d<T>(Var<T> x, MaxPool2dOp how) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(how, [x]);
}
