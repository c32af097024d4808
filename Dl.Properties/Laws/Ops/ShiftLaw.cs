namespace Dl.Properties;

/// <summary>
/// L5: an image moved down and to the right by the stride (at stride 1: by one pixel) gives an output moved by one place. The rows and columns
/// that come in are zeros, as the padding of a convolution is; of a pooling only places that see no padding are asked.
/// </summary>
public static class ShiftLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("shift", "an image moved by the stride gives an output moved by one place (L5)", asked => Claimed.By(asked.Op) switch
    {
        Conv2dOp op => Moved(asked, op.Stride, 0),
        MaxPool2dOp op => Moved(asked, op.Stride, Free(asked, op.Size, op.Stride, op.Padding, op.Dilation)),
        AveragePool2dOp op => Moved(asked, op.Stride, Free(asked, op.Size, op.Stride, op.Padding, op.Dilation)),
        _ => Verdict.Silent,
    });

    // The first places that see no padding before the image.
    static Extent Free(OpCase asked, Extent size, Extent stride, Padding padding, Extent dilation)
    {
        var x = asked.Inputs[0].Shape;
        var window = PlainWindow.Of((x[1], x[2]), size, stride, padding, dilation);
        static int First(PlainAxis axis) => (axis.Before + axis.Stride - 1) / axis.Stride;
        return (First(window.Rows), First(window.Columns));
    }

    static Verdict Moved(OpCase asked, Extent stride, Extent from)
    {
        var x = asked.Inputs[0];
        var (before, after) = (asked.Op.Rule(asked.Inputs).Value, asked.Op.Rule(Few.Of<Tensor<double>>([Down(x, stride), .. asked.Inputs.Skip(1)])).Value);
        if (after.Shape[1] != before.Shape[1] + 1 || after.Shape[2] != before.Shape[2] + 1) return Verdict.Broken($"the output {before.Shape} became {after.Shape} when the image grew by a stride of {stride}");
        var all = Verdict.Silent;
        for (var i = 0; i < before.Shape.Size; i++)
        {
            var (was, entry) = (before[i], i);
            var (n, p, q, c) = (i / before.Shape.Example.Size, i / (before.Shape[2] * before.Shape[3]) % before.Shape[1], i / before.Shape[3] % before.Shape[2], i % before.Shape[3]);
            if (p < from.Height || q < from.Width) continue;
            var now = At(after, n, p + 1, q + 1, c);
            all = all.And(() => Verdict.Close(now, was, 1e-13 * Math.Max(1, Math.Abs(was)), () => $"entry {entry} of the output, moved"));
        }
        return all;
    }

    static double At(Tensor<double> x, int n, int p, int q, int c) => x[((n * x.Shape[1] + p) * x.Shape[2] + q) * x.Shape[3] + c];

    static Tensor<double> Down(Tensor<double> x, Extent by)
    {
        Shape larger = [x.Shape[0], x.Shape[1] + by.Height, x.Shape[2] + by.Width, x.Shape[3]];
        return Tensor<double>.From(larger, [.. Enumerable.Range(0, larger.Size).Select(i =>
        {
            var (n, h, w, c) = (i / (larger[1] * larger[2] * larger[3]), i / (larger[2] * larger[3]) % larger[1] - by.Height, i / larger[3] % larger[2] - by.Width, i % larger[3]);
            return h < 0 || w < 0 ? 0 : At(x, n, h, w, c);
        })]);
    }
}
