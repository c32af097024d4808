namespace Dl.Properties;

/// <summary>
/// L6: a pooling is the maximum or the average of what its window sees by its definition, with padding counted or not as declared; the maximum is at
/// least the average; of a constant the average is that constant, or its share of the window; the first of equal numbers takes the cotangent
/// of a maximum, and the cotangent of its input sums to that of its output.
/// </summary>
public static class PoolingLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("pooling", "a pooling is what its window sees by definition; max >= average; the cotangent of a maximum keeps its sum (L6)", asked =>
    {
        var x = asked.Inputs[0].Shape;
        return Claimed.By(asked.Op) switch
        {
            MaxPool2dOp op => Max(asked, Sliding(x, op.Size, op.Stride, op.Padding, op.Dilation)),
            AveragePool2dOp op => Average(asked, Sliding(x, op.Size, op.Stride, op.Padding, op.Dilation), op.CountPadding ? op.Size.Height * op.Size.Width : 0),
            AdaptiveMaxPool2dOp op => Max(asked, Even(x, op.Output)),
            AdaptiveAveragePool2dOp op => Average(asked, Even(x, op.Output), 0),
            _ => Verdict.Silent,
        };
    });

    /// <summary>The extent of an output and the pixels that a place of it sees, in row-major order.</summary>
    readonly record struct View(Extent Output, Func<int, int, IEnumerable<(int H, int W)>> At);

    static View Sliding(Shape x, Extent size, Extent stride, Padding padding, Extent dilation)
    {
        var window = PlainWindow.Of((x[1], x[2]), size, stride, padding, dilation);
        return new((window.Rows.Output, window.Columns.Output), (p, q) => window.Seen(p, q).Select(seen => (seen.H, seen.W)));
    }

    static View Even(Shape x, Extent output) => new(output, (p, q) =>
        from h in Enumerable.Range(0, x[1])
        from w in Enumerable.Range(0, x[2])
        where Sees(p, output.Height, h, x[1]) && Sees(q, output.Width, w, x[2])
        select (h, w));

    // Window o of m over n inputs overlaps input h: [o n, (o + 1) n) meets [h m, (h + 1) m).
    static bool Sees(int o, int m, int h, int n) => o * n < (h + 1) * m && h * m < (o + 1) * n;

    static Verdict Max(OpCase asked, View view)
    {
        var x = asked.Inputs[0];
        var flat = Tensor<double>.Full(x.Shape, 2);
        return Each(asked.Op.Rule(asked.Inputs).Value, x, view, (seen, at) => seen.Max(i => x[i]), "the maximum")
            .And(() => Each(asked.Op.Rule(asked.Inputs).Value, x, view, (seen, at) => Math.Max(at, seen.Average(i => x[i])), "the maximum, at least the average,"))
            .And(() => Sums(asked.Op.Rule(asked.Inputs).Pull(asked.Cotangent)[0].ToTensor(), asked.Cotangent))
            .And(() =>
            {
                var expected = new double[x.Shape.Size];
                Each(asked.Cotangent, x, view, (seen, g) => { expected[seen.First()] += g; return g; }, "");
                return Verdict.Close(asked.Op.Rule<double>([flat]).Pull(asked.Cotangent)[0].ToTensor(), Tensor<double>.From(x.Shape, [.. expected]), 1e-13, () => "where all are equal, the first takes the cotangent");
            });
    }

    static Verdict Average(OpCase asked, View view, int counted)
    {
        var (x, two) = (asked.Inputs[0], Tensor<double>.Full(asked.Inputs[0].Shape, 2));
        return Each(asked.Op.Rule(asked.Inputs).Value, x, view, (seen, _) => seen.Sum(i => x[i]) / (counted > 0 ? counted : seen.Count), "the average")
            .And(() => Each(asked.Op.Rule<double>([two]).Value, two, view, (seen, _) => counted > 0 ? 2.0 * seen.Count / counted : 2, "the average of a constant"))
            .And(() => counted > 0 ? Verdict.Silent : Sums(asked.Op.Rule(asked.Inputs).Pull(asked.Cotangent)[0].ToTensor(), asked.Cotangent));
    }

    static Verdict Sums(Tensor<double> pulled, Tensor<double> cotangent)
    {
        double Sum(Tensor<double> g) => g.Span.ToArray().Sum();
        return Verdict.Close(Sum(pulled), Sum(cotangent), 1e-14 * cotangent.Shape.Size * Math.Max(1, cotangent.Span.ToArray().Sum(Math.Abs)), () => "the cotangent of the input, summed");
    }

    // Each number of the output against a function of the positions it sees.
    static Verdict Each(Tensor<double> y, Tensor<double> x, View view, Func<List<int>, double, double> expected, string what)
    {
        Shape shape = [x.Shape[0], view.Output.Height, view.Output.Width, x.Shape[3]];
        if (y.Shape != shape) return Verdict.Broken($"{what} has the shape {y.Shape}, and by its definition {shape}");
        var all = Verdict.Holds;
        for (var i = 0; i < shape.Size; i++)
        {
            var (n, p, q, c) = (i / (shape[1] * shape[2] * shape[3]), i / (shape[2] * shape[3]) % shape[1], i / shape[3] % shape[2], i % shape[3]);
            var seen = view.At(p, q).Select(at => ((n * x.Shape[1] + at.H) * x.Shape[2] + at.W) * x.Shape[3] + c).ToList();
            var (claimed, found, entry) = (y[i], expected(seen, y[i]), i);
            all = all.And(() => Verdict.Close(claimed, found, 1e-14 * Math.Max(1, seen.Count), () => $"{what} entry {entry}"));
        }
        return all;
    }
}
