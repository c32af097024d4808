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
    /// O24: LAMB at trust 1 is AdamW. The trust ratio of a leaf is <c>|x| / |u|</c>; it is 1 for a leaf at zero, and for one of the length of AdamW's update,
    /// <c>|c x| = |a + L c x|</c>, a quadratic in c. There the first steps are the same, to 32 n u. Source: You et al. 2020, algorithm 2.
    /// </summary>
    public static Law<OptimizerCase> Lamb { get; } = new("lamb at trust 1", "where a leaf is zero, or as long as AdamW's update, LAMB's first step is AdamW's (O24; You et al. 2020)", asked =>
    {
        if (asked.Held.Links is not [Adam adam, Decay { Where: Everywhere, Rate: < 1 } decay, TrustRatio { Where: Everywhere, Least: 0, Most: double.PositiveInfinity }, Rate rate]) return Verdict.Silent;
        var adamW = adam.Then(decay).Then(rate);
        var moved = adam.Then(new Rate(1)).Updates([asked.Gradient(0)]).First();
        var trusted = new double[asked.Width];
        foreach (var slot in asked.Layout.Slots)
        {
            var (start, n) = (slot.Start, slot.Shape.Size);
            double[] a = [.. moved.Span.Slice(start, n)], x = [.. asked.Start.Span.Slice(start, n)];
            double Dot(double[] one, double[] other) => one.Zip(other, (b, c) => b * c).Sum();
            // (1 - L^2) |x|^2 c^2 - 2 L (a x) c - |a|^2 = 0, the positive root.
            var (first, half, last) = ((1 - decay.Rate * decay.Rate) * Dot(x, x), decay.Rate * Dot(a, x), Dot(a, a));
            var scale = first == 0 ? 0 : (half + Math.Sqrt(half * half + first * last)) / first;
            for (var i = 0; i < n; i++) trusted[start + i] = scale * x[i];
        }
        return First(new double[asked.Width]).And(() => First(trusted));

        Verdict First(double[] from)
        {
            var start = Tensor<double>.From([asked.Width], [.. from]);
            var (found, expected) = ((asked with { Start = start }).First<double>(), (asked with { Start = start, Optimizer = adamW, Claims = null, Remade = null }).First<double>());
            var scale = start.Norm() + expected.Norm();
            return !double.IsFinite(scale) ? Verdict.Silent
                : Each(asked.Width, i => Verdict.Close(found[i], expected[i], 32 * asked.Width * U * scale, () => FormattableString.Invariant($"coordinate {i} after the first step from {start}, beside AdamW")));
        }
    });

    /// <summary>
    /// O44: where the magnitudes of a gradient are a product of rows and columns, the factored squares are exact, so that the first update of Adafactor has one
    /// magnitude everywhere: the root mean square of the leaf, or 1. On any other gradient the factored squares, which are <c>(g / u)^2</c>, still have the
    /// sums of rows and columns of the squares. Relative tolerance 1e-9. Source: Shazeer and Stern 2018.
    /// </summary>
    public static Law<OptimizerCase> Factored { get; } = new("adafactor squares", "on a gradient of rank one the factored squares are exact: one magnitude everywhere; on any they have the sums of rows and columns (O44; Shazeer and Stern 2018)", asked =>
    {
        if (asked.Sole<Adafactor>() is not { } factor || asked.With(new([factor with { Beta1 = 0, Clip = 1, Epsilon1 = 1e-30 }])) is not { } plain) return Verdict.Silent;
        var size = 1 + Math.Abs(asked.Gradient(0)[0]);
        double[] rows = [1, -size], columns = [size, 1, -2], any = [1, size, -2, size, 1, 3];
        var (x, product) = (new[] { 1.0, -2, 1, 2, -1, 1 }, Enumerable.Range(0, 6).Select(i => rows[i / 3] * columns[i % 3]).ToArray());
        var (u, scale) = (Updated(plain.Optimizer, x, product), factor.ScalesByLeaf ? Math.Max(factor.Epsilon2, Math.Sqrt(2)) : 1);
        return Each(6, i => Verdict.Close(u[i], Math.Sign(product[i]) * scale, 1e-9 * scale, () => $"entry {i} of the first update"))
            .And(() => asked.With(new([factor with { Beta1 = 0, Clip = double.PositiveInfinity, Epsilon1 = 1e-30, ScalesByLeaf = false }])) is not { } free ? Verdict.Holds
                : Sums(any, Updated(free.Optimizer, x, any)));
    });

    static Verdict Sums(double[] g, double[] u)
    {
        double Sum(Func<int, bool> line, Func<int, double> of) => Enumerable.Range(0, 6).Where(line).Sum(of);
        Verdict Line(string what, Func<int, bool> line) => Verdict.Close(Sum(line, i => g[i] / u[i] * (g[i] / u[i])), Sum(line, i => g[i] * g[i]), 1e-9 * Sum(line, i => g[i] * g[i]), () => $"the sum of the factored squares of {what}");
        return Each(2, row => Line($"row {row}", i => i / 3 == row)).And(() => Each(3, column => Line($"column {column}", i => i % 3 == column)));
    }

    // The first update of a matrix of 2 x 3.
    static double[] Updated(Optimizer optimizer, double[] x, double[] g)
    {
        var layout = new Layout([new("matrix", Role.Matrix, [2, 3], 0)]);
        var next = optimizer.Update(optimizer.Start<double>(layout), Tensor<double>.From([6], [.. x]), Tensor<double>.From([6], [.. g])).Parameters;
        return [.. x.Select((old, i) => old - next[i])];
    }

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
