namespace Dl.Functional;

/// <summary>
/// A convolution without sharing: every place of the window has a kernel of its own.
/// <c>y[n, p, q, f] = sum over i, j, c of x[n, p s - b + i d, q s - b + j d, c] w[p, q, i, j, c, f]</c>.
/// </summary>
/// <remarks>
/// Shapes: x (batch, height, width, in), w (height', width', size, size, in, out), y (batch, height', width', out). Law: with the same
/// kernel at every place it is <see cref="Conv2dOp"/>. PyTorch: none; Keras 2: <c>LocallyConnected2D</c>; Flax: <c>ConvLocal</c>.
/// Source: LeCun, "Generalization and network design strategies", 1989.
/// </remarks>
/// <param name="Stride">The step of the window.</param>
/// <param name="Padding">The zeros around the image.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
public sealed record LocallyConnected2dOp(Extent Stride, Padding Padding, Extent Dilation) : Op("locally connected2d"), IBilinear
{
    /// <summary>Stride 1, no padding, no dilation.</summary>
    public LocallyConnected2dOp() : this(1, Padding.None, 1) { }

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 2);
        var (x, w) = (inputs[0], inputs[1]);
        var shape = Geometry(x.Shape, w.Shape);
        var y = Tensor<T>.Build([shape.Items, shape.Rows.Output, shape.Columns.Output, shape.Filters], (shape, x, w), static (into, s) => LocalConvolution.Forward(s.shape, s.x, s.w, into, false));
        return new(y, g => [
            Delta<T>.Of(x.Shape, (shape, g, w), static (into, add, s) => LocalConvolution.InputGradient(s.shape, s.g, s.w, into, add)),
            Delta<T>.Of(w.Shape, (shape, x, g), static (into, add, s) => LocalConvolution.KernelGradient(s.shape, s.x, s.g, into, add))]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var (window, image) = SlidingExamples.Draw(key.Child(0), Math.Min(size, 3));
        var (rows, columns) = window.Over(image);
        var (channels, filters) = (Examples.Size(key, Math.Min(size, 2), 1), Examples.Size(key, Math.Min(size, 2), 2));
        return new(new LocallyConnected2dOp(window.Stride, window.Padding, window.Dilation), [
            Examples.Any(key.Child(1), [Examples.Size(key, 2, 3), image.Height, image.Width, channels]),
            Examples.Any(key.Child(2), [rows.Output, columns.Output, window.Size.Height, window.Size.Width, channels, filters])]);
    }

    ConvShape Geometry(Shape x, Shape w)
    {
        Biased.Expect(Name, [x, w], "(height', width', height, width, in, out)");
        if (x[3] != w[4]) throw new DlException($"{Name}: the kernels {w} take {w[4]} channels, but the images {x} have {x[3]}");
        var (rows, columns) = new Sliding(Name, (w[2], w[3]), Stride, Padding, Dilation).Over((x[1], x[2]));
        return (rows.Output, columns.Output) == (w[0], w[1])
            ? new(x[0], rows, columns, x[3], w[5], 1)
            : throw new DlException($"{Name}: the window has {rows.Output} x {columns.Output} places on {x}, but there are kernels for {w[0]} x {w[1]}; the weight belongs to images of another extent");
    }
}

public static partial class Ops
{
    /// <summary>A convolution without sharing, see <see cref="LocallyConnected2dOp"/>.</summary>
    /// <param name="x">The images.</param>
    /// <param name="weight">The kernels (height', width', height, width, in, out).</param>
    /// <param name="how">Stride, padding and dilation.</param>
    public static Diff<T, Var<T>> LocallyConnected2d<T>(Var<T> x, Var<T> weight, LocallyConnected2dOp how) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(how, [x, weight]);
}
