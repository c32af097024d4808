namespace Dl.Functional;

/// <summary>Lists (batch, length, features) as images one pixel high: the same numbers, no copy.</summary>
static class Lists
{
    /// <summary>What an op makes of lists; kernels, if there are any, get an axis of size 1 before theirs.</summary>
    public static Diff<T, Var<T>> Apply<T>(IOp op, string name, Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T>
    {
        var x = inputs[0].Shape;
        if (x.Rank != 3) throw new DlException($"{name}: lists are (batch, length, features), not {x}");
        if (inputs.Count > 1 && inputs[1].Shape.Rank != 3) throw new DlException($"{name}: the kernel of lists is (size, in, out), not {inputs[1].Shape}");
        return
            from image in Ops.Reshape(inputs[0], x[0], 1, x[1], x[2])
            from kernel in inputs.Count > 1 ? Ops.Reshape(inputs[1], [1, .. inputs[1].Shape]) : Diff.Return<T, Var<T>>(inputs[0])
            from z in Diff.Apply(op, inputs.Count == 1 ? new Few<Var<T>>(image) : inputs.Count == 2 ? new(image, kernel) : new(image, kernel, inputs[2]))
            from y in Ops.Reshape(z, z.Shape[0], z.Shape[2], z.Shape[3])
            select y;
    }
}

public static partial class Ops
{
    /// <summary>Convolution of lists (batch, length, in) with a kernel (size, in / groups, out), and a bias (out) if one is given: <see cref="Conv2dOp"/> on images one
    /// pixel high. PyTorch: <c>F.conv1d</c>.</summary>
    /// <param name="how">Stride, padding, dilation and groups, those along the rows.</param>
    /// <param name="inputs">Lists, kernel and perhaps a bias.</param>
    public static Diff<T, Var<T>> Conv1d<T>(Conv2dOp how, params Var<T>[] inputs) where T : struct, IFloatingPointIeee754<T> => Lists.Apply(
        how with { Stride = Extent.Along(how.Stride.Width), Padding = how.Padding.Along("conv1d"), Dilation = Extent.Along(how.Dilation.Width) }, "conv1d", Few.Of(inputs));

    /// <summary>The adjoint of a convolution of lists, with a kernel (size, out / groups, in), see <see cref="ConvTranspose2dOp"/>. PyTorch: <c>F.conv_transpose1d</c>.</summary>
    /// <param name="how">Stride, padding, output padding, dilation and groups, those along the rows.</param>
    /// <param name="inputs">Lists, kernel and perhaps a bias.</param>
    public static Diff<T, Var<T>> ConvTranspose1d<T>(ConvTranspose2dOp how, params Var<T>[] inputs) where T : struct, IFloatingPointIeee754<T> => Lists.Apply(
        how with { Stride = Extent.Along(how.Stride.Width), Padding = how.Padding.Along("conv transpose1d"), OutputPadding = new(0, how.OutputPadding.Width), Dilation = Extent.Along(how.Dilation.Width) },
        "conv transpose1d", Few.Of(inputs));

    /// <summary>A convolution of lists without sharing, with kernels (length', size, in, out), see <see cref="LocallyConnected2dOp"/>.</summary>
    /// <param name="x">The lists.</param>
    /// <param name="weight">The kernels.</param>
    /// <param name="how">Stride, padding and dilation, those along the rows.</param>
    public static Diff<T, Var<T>> LocallyConnected1d<T>(Var<T> x, Var<T> weight, LocallyConnected2dOp how) where T : struct, IFloatingPointIeee754<T>
    {
        const string name = "locally connected1d";
        var (l, w) = (x.Shape, weight.Shape);
        if (l.Rank != 3) throw new DlException($"{name}: lists are (batch, length, features), not {l}");
        if (w.Rank != 4) throw new DlException($"{name}: the kernels of lists are (length', size, in, out), not {w}");
        return
            from image in Reshape(x, l[0], 1, l[1], l[2])
            from kernels in Reshape(weight, 1, w[0], 1, w[1], w[2], w[3])
            from z in LocallyConnected2d(image, kernels, how with { Stride = Extent.Along(how.Stride.Width), Padding = how.Padding.Along(name), Dilation = Extent.Along(how.Dilation.Width) })
            from y in Reshape(z, z.Shape[0], z.Shape[2], z.Shape[3])
            select y;
    }
}
