namespace Dl.Properties;

/// <summary>
/// I1: what is drawn has mean zero and the declared variance, within 6 sigma: for n numbers the mean has the deviation
/// s / sqrt(n), and the mean square the deviation s^2 sqrt((k - 1) / n), k being the fourth moment over s^4, at most 3 for
/// uniform and normal numbers.
/// </summary>
public static class MomentLaw
{
    const int Numbers = 4096;

    /// <summary>The law.</summary>
    public static Law<InitialiserCase> Of { get; } = new("moments", "mean zero and the declared variance, within 6 sigma (I1)", asked =>
    {
        var drawn = asked.Weights(Numbers).Span.ToArray();
        var variance = asked.Initialiser.Variance(asked.Fans);
        return Verdict.Close(drawn.Average(), 0, 6 * Math.Sqrt(variance / Numbers), () => $"mean of {Numbers} numbers")
            .And(() => Verdict.Close(drawn.Average(x => x * x), variance, 6 * variance * Math.Sqrt(2.0 / Numbers), () => $"mean square of {Numbers} numbers"));
    });
}
