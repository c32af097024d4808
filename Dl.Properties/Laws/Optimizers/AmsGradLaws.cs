using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>O9: AMSGrad never forgets a large square. Source: Reddi, Kale and Kumar 2018.</summary>
static class AmsGradLaws
{
    /// <summary>
    /// The trace of a spike: one gradient of 10 and then gradients of 0.1, in closed form for each order of the largest and the correction.
    /// Relative tolerance 1e-9.
    /// </summary>
    public static Law<OptimizerCase> Spike { get; } = new("amsgrad spike", "after a gradient of 10 and many of 0.1 the largest square is in force, in the declared order (O9; Reddi et al. 2018)", asked =>
    {
        if (asked.Sole<AmsGrad>() is not { } ams) return Verdict.Silent;
        var (b1, b2) = (ams.Beta1, ams.Beta2);
        var gradients = Enumerable.Range(1, 12).Select(t => t == 1 ? 10.0 : 0.1);
        var largest = 0.0;
        return Each(asked.Optimizer.Updates(gradients), Enumerable.Range(1, 12), (t, u, _) =>
        {
            var (m, v) = (0.1 * (1 - Math.Pow(b1, t)) + 9.9 * (1 - b1) * Math.Pow(b1, t - 1), 0.01 * (1 - Math.Pow(b2, t)) + 99.99 * (1 - b2) * Math.Pow(b2, t - 1));
            var (c1, c2) = ams.Order == AmsOrder.NoDebias ? (1, 1) : (1 - Math.Pow(b1, t), 1 - Math.Pow(b2, t));
            largest = Math.Max(largest, ams.Order == AmsOrder.DebiasThenMax ? v / c2 : v);
            var root = Math.Sqrt(ams.Order == AmsOrder.MaxThenDebias ? largest / c2 : largest);
            return AdamForms.Agree(u, m / c1 / (root + ams.Epsilon), 1e-9, () => $"update {t} after a spike");
        });
    });

    /// <summary>O10: where Adam walks to the worst point of Reddi's cycle, AMSGrad walks to the best: below -0.9 in the end, within 0.1.</summary>
    public static Law<OptimizerCase> Reddi { get; } = new("amsgrad against Reddi", "on the cycle 4, -1, -1 with beta1 = 0 and beta2 = 1/17 AMSGrad walks towards the best point (O10; Reddi et al. 2018)", asked =>
        asked.Sole<AmsGrad>() is { } ams && asked.With(new([ams with { Beta1 = 0, Beta2 = 1.0 / 17, Epsilon = 1e-8 }])) is { } set
            ? Verdict.If(ReddiLaw.End(set.Optimizer) < -0.5, () => FormattableString.Invariant($"it ends at {ReddiLaw.End(set.Optimizer):R}"))
            : Verdict.Silent);
}
