using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>
/// O16: on a quadratic, gradient descent multiplies the part of the error along the eigenvalue l by <c>1 - a l</c> at each step;
/// it diverges there if and only if <c>a &gt; 2 / l</c>. Tolerance 8 k u of the power. Source: Polyak 1987.
/// </summary>
public static class DescentModesLaw
{
    const int Long = 8;

    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("descent modes", "on a quadratic each step multiplies the mode of eigenvalue l by 1 - a l (O16; Polyak 1987)", asked =>
    {
        if (asked.Descent() is not { } rate) return Verdict.Silent;
        // Eigenvalues up to 2.5 / a: some diverge.
        var f = new Quadratic(asked.Spectrum(2.5 / rate));
        return Each(asked.Optimizer.Descend(f, f.Start, Long), Enumerable.Range(0, Long + 1), (_, x, k) => Each(f.Size, i =>
        {
            var (factor, scale) = (1 - rate * f.Spectrum[i], 1 + rate * f.Spectrum[i]);
            return Verdict.Close(x[i], Math.Pow(factor, k), 8 * (k + 1) * U * Math.Max(1, Math.Pow(Math.Abs(factor), k - 1)) * scale, () => FormattableString.Invariant($"the mode of a l = {rate * f.Spectrum[i]:R} after {k} steps"));
        }));
    });
}
