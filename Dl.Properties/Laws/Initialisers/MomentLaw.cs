namespace Dl.Properties;

/// <summary>
/// I1: what is drawn has the declared mean and variance, within 6 sigma: for n numbers the mean has the deviation s / sqrt(n), and the mean square
/// around it the deviation s^2 sqrt((k - 1) / n), k being the fourth moment over s^4, at most 3 for uniform and normal numbers.
/// </summary>
public static class MomentLaw
{
    const int Numbers = 4096;

    // Sums of n terms round by n u at most.
    const double Rounding = Numbers * 1.2e-16;

    /// <summary>The law.</summary>
    public static Law<InitialiserCase> Of { get; } = new("moments", "the declared mean and variance, within 6 sigma (I1)", asked =>
    {
        var (drawn, claimed) = (asked.Numbers(Numbers), Claimed.By(asked.Initialiser));
        var (mean, variance) = (claimed.Mean(asked.Fans), claimed.Variance(asked.Fans));
        return Verdict.Close(drawn.Average(), mean, 6 * Math.Sqrt(variance / drawn.Length) + Rounding * Math.Abs(mean), () => $"mean of {drawn.Length} numbers")
            .And(() => Verdict.Close(drawn.Average(x => (x - mean) * (x - mean)), variance, 6 * variance * Math.Sqrt(2.0 / drawn.Length) + Rounding * variance, () => $"mean square of {drawn.Length} numbers"));
    });
}
