namespace Dl.Functional;

/// <summary>
/// The adjoint of a convolution with the same settings: it makes images of the extent that the convolution takes to that of x.
/// <c>y[n, p s - b + i d, q s - b + j d, c] = sum over i, j, f of x[n, p, q, f] w[i, j, c, f] + bias[c]</c>.
/// </summary>
/// <remarks>
/// Several extents go to the same one when the stride is larger than 1; output padding chooses among them:
/// <c>height' = (height - 1) s + d (size - 1) + 1 + more - padding</c> with more = (height' + padding - d (size - 1) - 1) mod s.
/// With padding same, <c>height' = height s</c>. Shapes: x (batch, height, width, in), w (height, width, out / groups, in), that of
/// the convolution; y (batch, height', width', out). Law: <c>&lt;conv(z), x&gt; = &lt;z, y(x)&gt;</c> for every z, output padding included.
/// PyTorch: <c>F.conv_transpose2d</c> (weight (in, out / groups, height, width)); Keras: <c>ops.conv_transpose</c>. Also called deconvolution.
/// </remarks>
/// <param name="Stride">The step of the window.</param>
/// <param name="Padding">The zeros around the images that come out: what is cut off there.</param>
/// <param name="OutputPadding">Rows and columns more, 0 to stride - 1.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
/// <param name="Groups">Into how many groups channels and filters are cut.</param>
public sealed record ConvTranspose2dOp(Extent Stride, Padding Padding, Extent OutputPadding, Extent Dilation, int Groups = 1) : Op("conv transpose2d"), IFused, ILinear
{
    /// <summary>Stride 1, no padding, no dilation, one group.</summary>
    public ConvTranspose2dOp() : this(1, Padding.None, 0, 1) { }

    /// <summary>The convolution that this is the adjoint of.</summary>
    public Conv2dOp Adjoint => new(Stride, Padding, Dilation, Groups);

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        var shape = Geometry(inputs.Map(input => input.Shape));
        var (x, w) = (inputs[0], inputs[1]);
        Shape output = [shape.Items, shape.Rows.Input, shape.Columns.Input, shape.Channels];
        var y = Biased.Build(output, inputs, (shape, x, w), static (into, s, bias) => Convolution.InputGradient(s.shape, s.x, s.w, bias, into, false));
        return new(y, g => Biased.Pull(inputs, g,
            Delta<T>.Of(x.Shape, (shape, g, w), static (into, add, s) => Convolution.Forward(s.shape, s.g, s.w, null, into, add)),
            Delta<T>.Of(w.Shape, (shape, x, g), static (into, add, s) => Convolution.KernelGradient(s.shape, s.g, s.x, into, add))));
    }

    /// <summary>In images and bias, and in kernel and bias.</summary>
    public Many<Many<int>> LinearIn(int inputs) => Biased.LinearIn(inputs);

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> => Biased.Parts(this, inputs);

    /// <summary>An example for the laws: what the convolution of an example makes of an image, on its way back to it.</summary>
    public static Example Example(Key key, int size)
    {
        var (window, image) = SlidingExamples.Draw(key.Child(0), size);
        var (rows, columns) = window.Over(image);
        var groups = Examples.Size(key, Math.Min(size, 3), 0);
        var (seen, filters) = (Examples.Size(key, Math.Min(size, 2), 1), groups * Examples.Size(key, Math.Min(size, 2), 2));
        return new(new ConvTranspose2dOp(window.Stride, window.Padding, window.Rest(image), window.Dilation, groups), Biased.Inputs(key, [Examples.Size(key, 2, 3), rows.Output, columns.Output, filters], [window.Size.Height, window.Size.Width, seen, filters], groups * seen));
    }

    /// <summary>The geometry of the convolution that this is the adjoint of.</summary>
    internal ConvShape Geometry(Few<Shape> inputs)
    {
        Biased.Expect(Name, inputs, "(height, width, out / groups, in)");
        var (x, w) = (inputs[0], inputs[1]);
        if (Groups < 1) throw new DlException($"{Name}: there is at least one group, not {Groups}");
        if (x[3] != w[3]) throw new DlException($"{Name}: the kernel {w} takes {w[3]} channels, its last axis, but the images {x} have {x[3]}");
        if (w[3] % Groups != 0) throw new DlException($"{Name}: {w[3]} channels cannot be cut into {Groups} groups; give a multiple");
        Biased.Expect(Name, inputs, w[2] * Groups);
        var (rows, columns) = new Sliding(Name, (w[0], w[1]), Stride, Padding, Dilation).Onto((x[1], x[2]), OutputPadding);
        return new(x[0], rows, columns, w[2] * Groups, w[3], Groups);
    }
}

public static partial class Ops
{
    /// <summary>The adjoint of a convolution, see <see cref="ConvTranspose2dOp"/>.</summary>
    /// <param name="x">The images.</param>
    /// <param name="weight">The kernel (height, width, out / groups, in).</param>
    /// <param name="how">Stride, padding, output padding, dilation and groups.</param>
    public static Diff<T, Var<T>> ConvTranspose2d<T>(Var<T> x, Var<T> weight, ConvTranspose2dOp how) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(how, [x, weight]);

    /// <summary>The adjoint of a convolution, with a bias (out), see <see cref="ConvTranspose2dOp"/>.</summary>
    public static Diff<T, Var<T>> ConvTranspose2d<T>(Var<T> x, Var<T> weight, Var<T> bias, ConvTranspose2dOp how) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(how, [x, weight, bias]);
}
