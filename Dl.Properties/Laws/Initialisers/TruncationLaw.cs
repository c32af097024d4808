namespace Dl.Properties;

/// <summary>I4: truncated normal numbers have the declared deviation after the truncation, and the density of the normal within its cut: the share of
/// those in the inner half of the interval is the normal's, by Simpson's rule, within 6 sigma.</summary>
public static class TruncationLaw
{
    const int Numbers = 4096;

    /// <summary>The law.</summary>
    public static Law<InitialiserCase> Of { get; } = new("truncation", "a truncated normal has the declared deviation after the truncation, and the normal's density (I4)", asked =>
    {
        if (Claimed.By(asked.Initialiser) is not TruncatedNormal truncated) return Verdict.Silent;
        var drawn = asked.Numbers(Numbers);
        var variance = truncated.Deviation * truncated.Deviation;
        var (limit, inside) = (truncated.Limit(asked.Fans), Mass(truncated.Cut / 2) / Mass(truncated.Cut));
        return Verdict.Close(drawn.Average(x => x * x), variance, 6 * variance * Math.Sqrt(2.0 / drawn.Length), () => $"mean square of {drawn.Length} numbers")
            .And(() => Verdict.Close(drawn.Count(x => Math.Abs(x) < limit / 2) / (double)drawn.Length, inside, 6 * Math.Sqrt(inside * (1 - inside) / drawn.Length), () => "share of the inner half"));
    });

    static double Mass(double cut)
    {
        const int steps = 1000;
        var h = cut / steps;
        return Enumerable.Range(0, steps + 1).Sum(i => (i is 0 or steps ? 1 : i % 2 == 0 ? 2 : 4) * Math.Exp(-(i * h) * (i * h) / 2)) * h / 3;
    }
}
