using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>Rules that look at a whole leaf.</summary>
static class LeafLaws
{
    /// <summary>O31: behind a trust ratio the update of a leaf is as long as the leaf, within the bounds. Tolerance 8 n u. Source: You et al. 2020.</summary>
    public static Law<OptimizerCase> Trust { get; } = new("trust ratio", "the update of a leaf is as long as the leaf (O31; You et al. 2020)", asked =>
        asked.Sole<TrustRatio>() is not { Where: Everywhere } trust ? Verdict.Silent : Each(asked.Layout.Slots.Count, s =>
        {
            var (x, g, u) = (Leaf(asked, s, asked.Start), Leaf(asked, s, asked.Gradient(0)), Leaf(asked, s, First(asked)));
            var length = x == 0 || g == 0 ? g : Math.Min(Math.Max(x, trust.Least), trust.Most);
            return Verdict.Close(u, length, 8 * U * asked.Width * (length + asked.Start.Norm()), () => $"the length of the update of leaf {s}");
        }));

    /// <summary>O31: LARS without decay and epsilon moves a leaf by <c>trust |x|</c>. Tolerance 8 n u. Source: You, Gitman and Ginsburg 2017.</summary>
    public static Law<OptimizerCase> Lars { get; } = new("lars", "without decay and epsilon the update of a leaf has the length trust |x| (O31; You et al. 2017)", asked =>
        asked.Sole<Lars>() is not { Where: Everywhere } lars || asked.With(new([lars with { Decay = 0, Epsilon = 0 }])) is not { } free ? Verdict.Silent : Each(asked.Layout.Slots.Count, s =>
        {
            var (x, g, u) = (Leaf(asked, s, asked.Start), Leaf(asked, s, asked.Gradient(0)), Leaf(asked, s, First(free)));
            var length = x == 0 || g == 0 ? g : lars.Trust * x;
            return Verdict.Close(u, length, 8 * U * asked.Width * (length + asked.Start.Norm()), () => $"the length of the update of leaf {s}");
        }));

    /// <summary>
    /// O44: where the magnitudes of a gradient are a product of rows and columns, the factored squares are exact, so that the first update of Adafactor has one
    /// magnitude everywhere: the root mean square of the leaf, or 1. Relative tolerance 1e-9. Source: Shazeer and Stern 2018.
    /// </summary>
    public static Law<OptimizerCase> Factored { get; } = new("adafactor rank one", "on a gradient of rank one the factored squares are exact: one magnitude everywhere (O44; Shazeer and Stern 2018)", asked =>
    {
        if (asked.Sole<Adafactor>() is not { } factor || asked.With(new([factor with { Beta1 = 0, Clip = 1, Epsilon1 = 1e-30 }])) is not { } plain) return Verdict.Silent;
        var size = 1 + Math.Abs(asked.Gradient(0)[0]);
        double[] rows = [1, -size], columns = [size, 1, -2];
        var g = Tensor<double>.From([6], [.. Enumerable.Range(0, 6).Select(i => rows[i / 3] * columns[i % 3])]);
        var x = Tensor<double>.Of([6], 1, -2, 1, 2, -1, 1);
        var layout = new Layout([new("matrix", Role.Matrix, [2, 3], 0)]);
        var u = plain.Optimizer.Update(plain.Optimizer.Start<double>(layout), x, g).Parameters;
        var scale = factor.ScalesByLeaf ? Math.Max(factor.Epsilon2, Math.Sqrt(2)) : 1;
        return Each(6, i => Verdict.Close(x[i] - u[i], Math.Sign(g[i]) * scale, 1e-9 * scale, () => $"entry {i} of the first update"));
    });

    /// <summary>O43: with the rates 1, 1/2, 1/3, ... on <c>(x - z)^2 / 2</c> the iterates are the running means of what is seen. Tolerance 8 t u of the largest. Source:
    /// Robbins and Monro 1951.</summary>
    public static Law<OptimizerCase> Means { get; } = new("running mean", "with the rates 1 / t the iterates are the running means of what is seen (O43; Robbins and Monro 1951)", asked =>
    {
        if (asked.Sole<Rate>() is null || asked.With(new([new Rate(new Harmonic())])) is not { } harmonic) return Verdict.Silent;
        var seen = asked.Stream();
        var largest = Math.Max(asked.Start.Span.ToArray().Max(Math.Abs), seen.Max(z => z.Span.ToArray().Max(Math.Abs)));
        return Each(harmonic.Optimizer.Follow(asked.Start, (t, x) => Tensor<double>.From(x.Shape, [.. x.Span.ToArray().Select((a, i) => a - seen[t - 1][i])]), asked.Steps).Skip(1), seen, (t, x, _) =>
            Each(asked.Width, i => Verdict.Close(x[i], seen.Take(t).Average(z => z[i]), 8 * t * U * largest, () => $"coordinate {i} after {t} steps, beside the mean")));
    });

    /// <summary>O36: to climb is to descend the negative, and what stands behind keeps its sign; to the bit.</summary>
    public static Law<OptimizerCase> Climbing { get; } = new("maximize", "to climb is to descend the negative, to the bit; decay behind it keeps its sign (O36)", asked =>
    {
        if (asked.Held.Links is not [Maximize, ..]) return Verdict.Silent;
        var rest = new Optimizer(asked.Held.Links.Skip(1).ToMany());
        var descent = asked with { Optimizer = rest, Claims = null, Remade = null, Gradients = asked.Gradients.Map(g => -g) };
        return Each(asked.Run(), descent.Run(), (t, a, b) => Verdict.If(a.Parameters.Equals(b.Parameters), () => $"step {t - 1} climbs to {a.Parameters}, and descends the negative to {b.Parameters}"));
    });

    static double Leaf(OptimizerCase asked, int slot, Tensor<double> vector) => vector.View(asked.Layout.Slots[slot].Start, asked.Layout.Slots[slot].Shape).Norm();

    static Tensor<double> First(OptimizerCase asked) => asked.First<double>() is var next ? Tensor<double>.From(next.Shape, [.. Enumerable.Range(0, asked.Width).Select(i => asked.Start[i] - next[i])]) : asked.Start;

    sealed record Harmonic : ISchedule
    {
        public string Name => "harmonic";

        public double At(long step) => 1.0 / (step + 1);
    }
}
