namespace Dl.Functional;

/// <summary>
/// Convolution of images: <c>y[n, p, q, f] = sum over i, j, c of x[n, p s - b + i d, q s - b + j d, c] w[i, j, c, f] + bias[f]</c>, with
/// stride s, b zeros of padding before, dilation d; in g groups, filters see the channels of their own group only. (The kernel is
/// not flipped: a cross-correlation, as everywhere in the field.)
/// </summary>
/// <remarks>
/// Shapes: x (batch, height, width, in), w (height, width, in / groups, out), bias (out) or none; y (batch, height', width', out) with
/// <c>height' = floor((height + padding - d (size - 1) - 1) / s) + 1</c>. Laws: L3 linear in x and in w (as <see cref="ILinear"/>), the bias adds (as <see cref="IFused"/>); L4 equal to the plain
/// sum, groups to convolutions side by side, 1 x 1 to a dense layer; adjoint to <see cref="ConvTranspose2dOp"/>; L5 a shifted image gives a shifted output.
/// PyTorch: <c>F.conv2d</c> (NCHW; weight (out, in / groups, height, width)); Keras: <c>ops.conv</c>; JAX: <c>lax.conv_general_dilated</c>.
/// </remarks>
/// <param name="Stride">The step of the window.</param>
/// <param name="Padding">The zeros around the image.</param>
/// <param name="Dilation">The step from one tap of the window to the next.</param>
/// <param name="Groups">Into how many groups channels and filters are cut; as many as channels: depthwise.</param>
public sealed record Conv2dOp(Extent Stride, Padding Padding, Extent Dilation, int Groups = 1) : Op("conv2d"), IFused, ILinear, IRounding
{
    /// <summary>How it is computed; by shape where nothing is said. See <see cref="ConvolutionMethod"/>.</summary>
    public ConvolutionMethod Method { get; init; }

    /// <inheritdoc/>
    public double ErrorGrowth => Method.ErrorGrowth();

    /// <summary>Stride 1, no padding, no dilation, one group.</summary>
    public Conv2dOp() : this(1, Padding.None, 1) { }

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        var shape = Geometry(inputs.Map(input => input.Shape));
        var (x, w) = (inputs[0], inputs[1]);
        Shape output = [shape.Items, shape.Rows.Output, shape.Columns.Output, shape.Filters];
        var y = Biased.Build(output, inputs, (shape, x, w), static (into, s, bias) => Convolution.Forward(s.shape, s.x, s.w, bias, into, false));
        return new(y, g => Biased.Pull(inputs, g,
            Delta<T>.Of(x.Shape, (shape, g, w), static (into, add, s) => Convolution.InputGradient(s.shape, s.g, s.w, null, into, add)),
            Delta<T>.Of(w.Shape, (shape, x, g), static (into, add, s) => Convolution.KernelGradient(s.shape, s.x, s.g, into, add))));
    }

    /// <summary>In images and bias, and in kernel and bias.</summary>
    public Many<Many<int>> LinearIn(int inputs) => Biased.LinearIn(inputs);

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> => Biased.Parts(this, inputs);

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var (window, image) = SlidingExamples.Draw(key.Child(0), size);
        var groups = Examples.Size(key, Math.Min(size, 3), 0);
        var (seen, filters) = (Examples.Size(key, Math.Min(size, 2), 1), groups * Examples.Size(key, Math.Min(size, 2), 2));
        return new(new Conv2dOp(window.Stride, window.Padding, window.Dilation, groups), Biased.Inputs(key,
            [Examples.Size(key, 2, 3), image.Height, image.Width, groups * seen], [window.Size.Height, window.Size.Width, seen, filters], filters));
    }

    internal ConvShape Geometry(Few<Shape> inputs)
    {
        Biased.Expect(Name, inputs, "(height, width, in / groups, out)");
        var (x, w) = (inputs[0], inputs[1]);
        if (Groups < 1) throw new DlException($"{Name}: there is at least one group, not {Groups}");
        if (x[3] != w[2] * Groups) throw new DlException($"{Name}: the kernel {w} in {Groups} group{(Groups == 1 ? "" : "s")} takes {w[2] * Groups} channels, but the images {x} have {x[3]}");
        if (w[3] % Groups != 0) throw new DlException($"{Name}: {w[3]} filters cannot be cut into {Groups} groups; give a multiple");
        Biased.Expect(Name, inputs, w[3]);
        var (rows, columns) = new Sliding(Name, (w[0], w[1]), Stride, Padding, Dilation).Over((x[1], x[2]));
        return new(x[0], rows, columns, x[3], w[3], Groups, Method);
    }
}

/// <summary>What ops of images, a kernel and perhaps a bias share.</summary>
static class Biased
{
    public delegate void Kernel<T, S>(Span<T> into, S state, Tensor<T>? bias) where T : struct, IFloatingPointIeee754<T>;

    /// <summary>What a kernel writes that takes a bias, or none.</summary>
    public static Tensor<T> Build<T, S>(Shape shape, Few<Tensor<T>> inputs, S state, Kernel<T, S> kernel) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(shape, (bias: inputs.Count == 3 ? inputs[2] : null, state, kernel), static (into, s) => s.kernel(into, s.state, s.bias));

    /// <summary>The cotangents of images and kernel, and of the bias where there is one: that of the output summed over all pixels.</summary>
    public static Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Tensor<T> g, Delta<T> images, Delta<T> kernel) where T : struct, IFloatingPointIeee754<T> => inputs.Count == 3
        ? [images, kernel, Delta<T>.Of(inputs[2].Shape, (g, inputs[2].Shape), static (into, add, s) => Broadcast.SumTo(s.g, s.Shape, into, add))]
        : [images, kernel];

    /// <summary>Linear in images and bias with the kernel as it is, and in kernel and bias with the images as they are.</summary>
    public static Many<Many<int>> LinearIn(int inputs) => inputs == 3 ? [[0, 2], [1, 2]] : [[0], [1]];

    /// <summary>The op without its bias, and the bias added.</summary>
    public static Diff<T, Var<T>> Parts<T>(IOp op, Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> => inputs.Count == 3
        ? from y in Diff.Apply(op, [inputs[0], inputs[1]]) from biased in Ops.Add(y, inputs[2]) select biased
        : Diff.Apply(op, inputs);

    /// <summary>Checks that there are images, a kernel and perhaps a bias.</summary>
    public static void Expect(string op, Few<Shape> inputs, string kernel)
    {
        if (inputs.Count is not (2 or 3)) throw new DlException($"{op} takes images, a kernel and perhaps a bias, not {inputs.Count} inputs");
        if (inputs[0].Rank != 4) throw new DlException($"{op}: images are (batch, height, width, channels), not {inputs[0]}");
        if (inputs[1].Rank != kernel.Count(c => c == ',') + 1) throw new DlException($"{op}: the kernel is {kernel}, not {inputs[1]}");
    }

    /// <summary>Checks that the bias, where there is one, has a number for each channel of the output.</summary>
    public static void Expect(string op, Few<Shape> inputs, int channels)
    {
        if (inputs.Count == 3 && inputs[2] != Shape.Of(channels)) throw new DlException($"{op}: the output has {channels} channels, but the bias is {inputs[2]}, not [{channels}]");
    }

    /// <summary>Inputs of an example, half of the time with a bias.</summary>
    public static Few<Tensor<double>> Inputs(Key key, Shape images, Shape kernel, int channels)
    {
        var (x, w, b) = (Examples.Any(key.Child(11), images), Examples.Any(key.Child(12), kernel), Examples.Any(key.Child(13), [channels]));
        return key.Bernoulli(0.5, 14) ? [x, w, b] : [x, w];
    }
}

public static partial class Ops
{
    /// <summary>Convolution of images (batch, height, width, channels), see <see cref="Conv2dOp"/>.</summary>
    /// <param name="x">The images.</param>
    /// <param name="weight">The kernel (height, width, in / groups, out).</param>
    /// <param name="how">Stride, padding, dilation and groups.</param>
    public static Diff<T, Var<T>> Conv2d<T>(Var<T> x, Var<T> weight, Conv2dOp how) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(how, [x, weight]);

    /// <summary>Convolution of images with a bias (out), see <see cref="Conv2dOp"/>.</summary>
    public static Diff<T, Var<T>> Conv2d<T>(Var<T> x, Var<T> weight, Var<T> bias, Conv2dOp how) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(how, [x, weight, bias]);
}
