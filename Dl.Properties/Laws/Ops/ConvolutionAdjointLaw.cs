namespace Dl.Properties;

/// <summary>
/// L4: the cotangent of the images of a convolution is the transposed convolution of that of its output, with (in + padding - reach) mod stride rows
/// and columns more; and that of a transposed convolution is the convolution. The adjoint identity follows: <c>&lt;conv(z), x&gt; = &lt;z, transposed(x)&gt;</c>.
/// </summary>
public static class ConvolutionAdjointLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("transposed", "convolution and transposed convolution are each other's adjoint, (in + padding - size) mod stride included (L4)", asked =>
    {
        if (Claimed.By(asked.Op) is not (Conv2dOp or ConvTranspose2dOp)) return Verdict.Silent;
        var (x, w) = (asked.Inputs[0], asked.Inputs[1]);
        var pulled = asked.Op.Rule(asked.Inputs).Pull(asked.Cotangent)[0].ToTensor();
        if (Claimed.By(asked.Op) is ConvTranspose2dOp transposed)
            return PlainConvolution.Of(transposed.Adjoint, asked.Cotangent, w).Against(pulled, w.Shape.Size, "the cotangent of the images")
                .And(() => Identity(transposed.Adjoint, asked.Cotangent, x, w, asked.Op.Rule<double>([x, w]).Value));
        var op = (Conv2dOp)Claimed.By(asked.Op);
        return PlainConvolution.Transposed(op, asked.Cotangent, w, x.Shape).Against(pulled, w.Shape.Size, "the cotangent of the images")
            .And(() => Verdict.Close(Back(op, asked.Cotangent, x, w), pulled, 1e-13, () => "the transposed convolution against the cotangent"));
    });

    static Verdict Identity(Conv2dOp op, Tensor<double> z, Tensor<double> x, Tensor<double> w, Tensor<double> transposed)
    {
        var forth = PlainConvolution.Of(op, z, w);
        var (there, back) = (Tensor<double>.From(forth.Shape, [.. forth.Value]), Tensor<double>.From(forth.Shape, [.. forth.Magnitude]));
        return Verdict.Close(Inner.Product(there, x), Inner.Product(z, transposed), (w.Shape.Size + z.Shape.Size) * Math.Max(1, Inner.Magnitude(back, x)) / (1L << 52), () => "<conv(z), x> against <z, transposed(x)>");
    }

    static Tensor<double> Back(Conv2dOp op, Tensor<double> g, Tensor<double> x, Tensor<double> w)
    {
        var window = PlainConvolution.Window(op, x.Shape, w.Shape);
        // Padding same chose these numbers for this image; the transposed convolution is told them.
        var padding = Padding.Of(window.Rows.Before, window.Rows.After, window.Columns.Before, window.Columns.After);
        var more = new Extent(More(window.Rows), More(window.Columns));
        return new ConvTranspose2dOp(op.Stride, padding, more, op.Dilation, op.Groups).Rule<double>([g, w]).Value;
    }

    static int More(PlainAxis axis) => (axis.Input + axis.Before + axis.After - axis.Reach) % axis.Stride;
}
