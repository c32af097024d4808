namespace Dl.Properties;

/// <summary>
/// L4: a convolution is the plain sum over its window, whatever its stride, padding, dilation and groups; in groups it is convolutions side
/// by side; with a window of 1 it is a dense layer. A transposed convolution and one without sharing are their plain sums too.
/// Tolerance: n u times the sum of the magnitudes of the n terms.
/// </summary>
public static class ConvolutionLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("convolution", "a convolution is the plain sum over its window; groups lie side by side; 1 x 1 is dense (L4)", asked => Claimed.By(asked.Op) switch
    {
        Conv2dOp op => Shared(asked, op),
        ConvTranspose2dOp op => Transposed(asked, op),
        LocallyConnected2dOp op => Local(asked, op),
        _ => Verdict.Silent,
    });

    static Verdict Shared(OpCase asked, Conv2dOp op)
    {
        var (x, w) = (asked.Inputs[0], asked.Inputs[1]);
        var value = asked.Op.Rule(asked.Inputs).Value;
        var terms = w.Shape.Size / w.Shape[3] + 1;
        return PlainConvolution.Of(op, x, w).Plus(asked.Inputs).Against(value, terms, "the output")
            .And(() => op.Groups == 1 ? Verdict.Silent : SideBySide(asked, op, value))
            .And(() => (w.Shape[0], w.Shape[1], op) == (1, 1, new Conv2dOp(1, op.Padding, op.Dilation)) && op.Padding is { Top: 0, Bottom: 0, Left: 0, Right: 0 } ? Dense(asked, value) : Verdict.Silent);
    }

    static Verdict SideBySide(OpCase asked, Conv2dOp op, Tensor<double> value)
    {
        var all = Verdict.Holds;
        for (var g = 0; g < op.Groups; g++)
        {
            var group = g;
            var parts = Few.Of<Tensor<double>>([.. asked.Inputs.Select(input => Part(input, op.Groups, group))]);
            all = all.And(() => Verdict.Close((op with { Groups = 1 }).Rule(parts).Value, Part(value, op.Groups, group), 1e-13, () => $"group {group} by itself"));
        }
        return all;
    }

    static Verdict Dense(OpCase asked, Tensor<double> value)
    {
        var (x, w) = (asked.Inputs[0], asked.Inputs[1]);
        var bias = asked.Inputs.Count == 3 ? asked.Inputs[2] : Tensor<double>.Zeros([w.Shape[3]]);
        return Verdict.Close(value, new DenseOp().Rule<double>([x, w.Reshape([w.Shape[2], w.Shape[3]]), bias]).Value, 1e-13, () => "against a dense layer");
    }

    // A group's part of the last axis.
    static Tensor<double> Part(Tensor<double> whole, int groups, int group)
    {
        var (from, width) = (whole.Shape.Last, whole.Shape.Last / groups);
        return Tensor<double>.From(whole.Shape.WithLast(width), [.. whole.Span.ToArray().Where((_, i) => i % from / width == group)]);
    }

    static Verdict Transposed(OpCase asked, ConvTranspose2dOp op)
    {
        var (x, w) = (asked.Inputs[0], asked.Inputs[1]);
        Shape images = [x.Shape[0], Length(x.Shape[1], w.Shape[0], op.Stride.Height, op.Dilation.Height, op.Padding.Top + op.Padding.Bottom, op.OutputPadding.Height, op.Padding.ToSame),
            Length(x.Shape[2], w.Shape[1], op.Stride.Width, op.Dilation.Width, op.Padding.Left + op.Padding.Right, op.OutputPadding.Width, op.Padding.ToSame), w.Shape[2] * op.Groups];
        return PlainConvolution.Transposed(op.Adjoint, x, w, images).Plus(asked.Inputs).Against(asked.Op.Rule(asked.Inputs).Value, w.Shape.Size / w.Shape[2] + 1, "the output");
    }

    static int Length(int input, int size, int stride, int dilation, int padding, int more, bool same) =>
        same ? input * stride : (input - 1) * stride + dilation * (size - 1) + 1 + more - padding;

    static Verdict Local(OpCase asked, LocallyConnected2dOp op)
    {
        var (x, w) = (asked.Inputs[0], asked.Inputs[1]);
        var window = PlainWindow.Of((x.Shape[1], x.Shape[2]), (w.Shape[2], w.Shape[3]), op.Stride, op.Padding, op.Dilation);
        var plain = PlainConvolution.Of(x, window, 1, w.Shape[5], (p, q, i, j, c, f) =>
            w[((((p * w.Shape[1] + q) * w.Shape[2] + i) * w.Shape[3] + j) * w.Shape[4] + c) * w.Shape[5] + f]);
        return plain.Against(asked.Op.Rule(asked.Inputs).Value, w.Shape[2] * w.Shape[3] * w.Shape[4], "the output");
    }
}
