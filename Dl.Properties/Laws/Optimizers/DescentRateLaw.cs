using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>
/// O15: with the rate <c>a = 2 / (L + mu)</c> gradient descent on a quadratic with spectrum [mu, L] shrinks the distance by at least
/// <c>(K - 1) / (K + 1)</c> a step, <c>K = L / mu</c>, and by exactly that on the extreme eigenvectors. Tolerance 1e-9 both ways.
/// Source: Polyak 1964; Nesterov 2004, theorem 2.1.15.
/// </summary>
public static class DescentRateLaw
{
    const int Long = 10;

    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("descent rate", "with a = 2 / (L + mu) the distance shrinks by (K - 1) / (K + 1) a step or more, by exactly that on the extreme eigenvectors (O15; Polyak 1964)", asked =>
    {
        if (asked.Descent() is not { } rate) return Verdict.Silent;
        var condition = 1.5 + Math.Abs(asked.Gradient(0)[0]);
        var (most, least) = (2 / rate * condition / (condition + 1), 2 / rate / (condition + 1));
        var shrink = (condition - 1) / (condition + 1);
        // The extreme eigenvalues, and what the case brings between them.
        var f = new Quadratic([least, .. asked.Spectrum(most).Select(l => Math.Max(l, least)), most], Key.Of(7));
        var start = f.Mode(i => 1 + i % 2);
        var extreme = f.Mode(i => i == 0 ? 1 : i == f.Size - 1 ? -2 : 0);
        return Each(asked.Optimizer.Descend(f, start, Long), Enumerable.Range(0, Long + 1), (_, x, k) =>
                Verdict.If(x.Norm() <= Math.Pow(shrink, k) * start.Norm() * (1 + 1e-9), () => FormattableString.Invariant($"after {k} steps the distance is {x.Norm():R}, at condition {condition:R}")))
            .And(() => Each(asked.Optimizer.Descend(f, extreme, Long), Enumerable.Range(0, Long + 1), (_, x, k) =>
                Verdict.Close(x.Norm(), Math.Pow(shrink, k) * extreme.Norm(), 1e-9 * Math.Pow(shrink, k) * extreme.Norm() + 1e-14, () => $"the distance on the extreme eigenvectors after {k} steps")));
    });
}
