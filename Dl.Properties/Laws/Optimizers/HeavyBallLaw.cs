using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>
/// O20: on a quadratic the part of the error along the eigenvalue l follows <c>x+ = (1 + b - a l) x - b x-</c>, a power of a 2 x 2
/// matrix. With <c>a = 4 / (sqrt L + sqrt mu)^2</c> and <c>b = ((sqrt K - 1) / (sqrt K + 1))^2</c> its spectral radius is sqrt b on all of
/// [mu, L], so that <c>|x_k| &lt;= (2 k + 1) b^(k/2) |x_0|</c>: not monotone, and rightly so. Relative tolerance 1e-9. Source: Polyak
/// 1964; Lessard, Recht and Packard 2016.
/// </summary>
public static class HeavyBallLaw
{
    const int Long = 24;

    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("heavy ball", "each mode of a quadratic follows a power of a 2 x 2 matrix of spectral radius sqrt b at the best settings (O20; Polyak 1964)", asked =>
    {
        if (asked.Sole<Momentum>() is not { Decay: >= 0 and < 1, Dampening: 0 } momentum) return Verdict.Silent;
        var b = momentum.Decay;
        var root = (1 + Math.Sqrt(b)) / (1 - Math.Sqrt(b));
        var (rate, most) = (4 / Math.Pow(root + 1, 2), root * root);
        var f = new Quadratic([1, .. asked.Spectrum(most).Select(l => Math.Max(1, l)), most]);
        return Each(asked.Optimizer.Then(new Rate(rate)).Descend(f, f.Start, Long), Enumerable.Range(0, Long + 1), (_, x, k) => Each(f.Size, i =>
        {
            var (expected, radius) = (Mode(1 + b - rate * f.Spectrum[i], b, k), Math.Pow(b, k / 2.0) * (2 * k + 1));
            return Verdict.Close(x[i], expected, 1e-9 * radius + 1e-15, () => FormattableString.Invariant($"the mode of a l = {rate * f.Spectrum[i]:R} after {k} steps"))
                .And(() => Verdict.If(Math.Abs(x[i]) <= radius * (1 + 1e-9) + 1e-15, () => FormattableString.Invariant($"the mode of a l = {rate * f.Spectrum[i]:R} is {x[i]:R} after {k} steps, beyond {radius:R}")));
        }));
    });

    // The first entry of [[t, -b], [1, 0]]^k (1, 1), by squaring.
    static double Mode(double t, double b, int k)
    {
        var (power, result) = ((A: t, B: -b, C: 1.0, D: 0.0), (A: 1.0, B: 0.0, C: 0.0, D: 1.0));
        for (; k > 0; k >>= 1)
        {
            if ((k & 1) == 1) result = Times(result, power);
            power = Times(power, power);
        }
        return result.A + result.B;
    }

    static (double A, double B, double C, double D) Times((double A, double B, double C, double D) p, (double A, double B, double C, double D) q) =>
        (p.A * q.A + p.B * q.C, p.A * q.B + p.B * q.D, p.C * q.A + p.D * q.C, p.C * q.B + p.D * q.D);
}
