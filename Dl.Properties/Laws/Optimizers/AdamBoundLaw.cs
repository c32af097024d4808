using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>
/// O7: by Cauchy and Schwarz, with <c>r = b1^2 / b2 &lt; 1</c>,
/// <c>|m / sqrt(v)| &lt;= (1 - b1) / sqrt(1 - b2) sqrt(1 - b2^t) / (1 - b1^t) sqrt((1 - r^t) / (1 - r))</c>, with equality for the gradients
/// <c>(b1 / b2)^(t - i)</c>. Corrects the bound of Kingma and Ba 2015, section 2.1, which these gradients exceed. Tolerance 1e-9
/// both ways.
/// </summary>
public static class AdamBoundLaw
{
    const int Long = 24;

    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("adam bound", "no update exceeds the bound of Cauchy and Schwarz, and gradients (b1/b2)^(t-i) attain it (O7, in place of Kingma and Ba 2015, section 2.1)", asked =>
    {
        if (asked.Sole<Adam>() is not { Debias: true, Beta2: < 1 } adam || adam.Beta1 * adam.Beta1 >= adam.Beta2) return Verdict.Silent;
        var below = Each(asked.Width, i => Each(asked.Optimizer.Updates(asked.Stream(i)), Enumerable.Range(1, asked.Steps), (t, u, _) =>
            Verdict.If(!(Math.Abs(u) > Bound(adam, t) * (1 + 1e-9)), () => FormattableString.Invariant($"update {t} of coordinate {i} is {u:R}, beyond the bound {Bound(adam, t):R}"))));
        if (asked.With(new([adam with { Epsilon = 0 }])) is not { } free) return below;
        var worst = Enumerable.Range(1, Long).Select(i => Math.Pow(adam.Beta1 / adam.Beta2, Long - i));
        return below.And(() => Verdict.Close(free.Optimizer.Updates(worst).Last(), Bound(adam, Long), 1e-9 * Bound(adam, Long), () => $"the largest update {Long}"));
    });

    /// <summary>The largest update of step t.</summary>
    public static double Bound(Adam adam, int t)
    {
        ArgumentNullException.ThrowIfNull(adam);
        var (b1, b2) = (adam.Beta1, adam.Beta2);
        var r = b1 * b1 / b2;
        return (1 - b1) / Math.Sqrt(1 - b2) * Math.Sqrt(1 - Math.Pow(b2, t)) / (1 - Math.Pow(b1, t)) * Math.Sqrt((1 - Math.Pow(r, t)) / (1 - r));
    }
}
