using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>Nesterov's momentum in both forms. Source: Nesterov 1983 and 2004; Sutskever et al. 2013; Bengio et al. 2012.</summary>
static class NesterovLaws
{
    const int Long = 16;

    /// <summary>
    /// O21: with a = 1 / L, q = sqrt(mu / L) and b = (1 - q) / (1 + q) on a quadratic: <c>f(x_k) - f* &lt;= (L + mu) / 2 (1 - q)^k D^2</c>. The spectrum
    /// follows from the decay: q = (1 - b) / (1 + b). Tolerance 1e-12.
    /// </summary>
    public static Law<OptimizerCase> Rate { get; } = new("nesterov rate", "with a = 1 / L and b = (1 - q) / (1 + q) the value is at most (L + mu) / 2 (1 - q)^k D^2 (O21; Nesterov 2004)", asked =>
    {
        if (asked.Sole<Nesterov>() is not { Decay: > 0 and < 1 } nesterov) return Verdict.Silent;
        var q = (1 - nesterov.Decay) / (1 + nesterov.Decay);
        var (most, least) = (1 / (q * q), 1.0);
        var f = new Quadratic([least, .. asked.Spectrum(most).Select(l => Math.Max(l, least)), most]);
        var square = (most + least) / 2 * Math.Pow(f.Start.Norm(), 2);
        return Each(asked.Optimizer.Then(new Rate(1 / most)).Descend(f, f.Start, Long), Enumerable.Range(0, Long + 1), (_, x, k) =>
            Verdict.If(f.Value(x) <= square * Math.Pow(1 - q, k) * (1 + 1e-12), () => FormattableString.Invariant($"after {k} steps the value is {f.Value(x):R}, the bound {square * Math.Pow(1 - q, k):R}")));
    });

    /// <summary>
    /// O22: where this form keeps x, the look-ahead form <c>v = b v + a g(y - b v); y = y - v</c> keeps <c>y = x + a b v</c>: the same walk at a
    /// constant rate. Relative tolerance 1e-12. And it is not the heavy ball: the first step is 1 + b times as long.
    /// </summary>
    public static Law<OptimizerCase> Forms { get; } = new("nesterov forms", "the look-ahead form takes the same walk, and the first step is 1 + b times the gradient's (O22; Sutskever et al. 2013)", asked =>
    {
        if (asked.Sole<Nesterov>() is not { Decay: >= 0 and < 1 } nesterov) return Verdict.Silent;
        var f = new Quadratic(asked.Spectrum(4));
        var (b, a) = (nesterov.Decay, 0.125);
        return Each(asked.Optimizer.Then(new Rate(a)).Descend(f, f.Start, Long), Ahead(f, a, b), (k, x, ahead) =>
                Each(f.Size, i => Verdict.Close(x[i], ahead[i], 1e-12 * Math.Pow(1 + b, 2) * Long, () => $"coordinate {i} after {k - 1} steps, beside the look-ahead form")))
            .And(() => Each(asked.Width, i => Verdict.Close(asked.Optimizer.Updates([asked.Gradient(0)]).First()[i], (1 + b) * asked.Gradient(0)[i], 4 * U * Math.Abs(asked.Gradient(0)[i]) * (1 + b), () => $"the first update of coordinate {i}")));
    });

    /// <summary>O22 for the look-ahead form itself: the plain loop of the paper on a quadratic of curvature 1/2, the slope of the case.</summary>
    static IEnumerable<double[]> Ahead(Quadratic f, double a, double b)
    {
        var y = f.Start.Span.ToArray();
        var v = new double[y.Length];
        yield return y;
        while (true)
        {
            v = [.. v.Select((old, i) => b * old + a * f.Spectrum[i] * (y[i] - b * old))];
            y = [.. y.Select((old, i) => old - v[i])];
            yield return [.. y.Select((at, i) => at - b * v[i])];
        }
    }
}
