namespace Dl.Properties;

/// <summary>I2: no number lies farther from the mean than the declared limit, and uniform numbers - those whose variance is a third of the limit's
/// square - come within 5 % of it: of 4096 none does with a probability below 1e-91.</summary>
public static class LimitLaw
{
    const int Numbers = 4096;

    /// <summary>The law.</summary>
    public static Law<InitialiserCase> Of { get; } = new("limit", "no number beyond the declared limit, and uniform ones come within 5 % of it (I2)", asked =>
    {
        var (claimed, fans) = (Claimed.By(asked.Initialiser), asked.Fans);
        var (mean, limit) = (claimed.Mean(fans), claimed.Limit(fans));
        if (double.IsPositiveInfinity(limit)) return Verdict.Silent;
        var farthest = asked.Numbers(Numbers).Max(x => Math.Abs(x - mean));
        var uniform = Math.Abs(claimed.Variance(fans) - limit * limit / 3) <= 1e-12 * limit * limit;
        return Verdict.If(farthest <= limit * (1 + 1e-12), () => FormattableString.Invariant($"a number lies {farthest:R} from the mean, beyond the limit {limit:R}"))
            .And(() => Verdict.If(!uniform || farthest >= 0.95 * limit, () => FormattableString.Invariant($"of {Numbers} numbers the farthest lies {farthest:R} from the mean, far inside the limit {limit:R}")));
    });
}
