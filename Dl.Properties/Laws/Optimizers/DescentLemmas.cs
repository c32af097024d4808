using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>What a step of gradient descent with the rate <c>a = 1 / L</c> gains, L being the largest curvature.</summary>
static class DescentLemmas
{
    const int Long = 8;

    /// <summary>O17: the descent lemma, <c>f(x+) &lt;= f(x) - (a / 2) |g|^2</c>. Tolerance 1e-12 of f. Source: Nesterov 2004, section 1.2.3.</summary>
    public static Law<OptimizerCase> Gain { get; } = new("descent lemma", "with a <= 1 / L a step gains at least (a / 2) |g|^2 (O17; Nesterov 2004)", asked =>
        Smooth(asked) is not var (rate, f) ? Verdict.Silent : Each(asked.Optimizer.Descend(f, f.Start, Long), asked.Optimizer.Descend(f, f.Start, Long).Skip(1), (k, x, next) =>
            Verdict.If(f.Value(next) <= f.Value(x) - rate / 2 * Math.Pow(f.Gradient(x).Norm(), 2) + 1e-12 * f.Value(x),
                () => FormattableString.Invariant($"step {k} leads from {f.Value(x):R} to {f.Value(next):R} with a gradient of length {f.Gradient(x).Norm():R}"))));

    /// <summary>O19: under the inequality of Polyak and Lojasiewicz, <c>f(x_k) - f* &lt;= (1 - mu / L)^k (f_0 - f*)</c>. Tolerance 1e-12 of f_0.
    /// Source: Karimi, Nutini and Schmidt 2016, theorem 1.</summary>
    public static Law<OptimizerCase> Linear { get; } = new("descent linear", "with a = 1 / L the value falls by 1 - mu / L a step or more (O19; Karimi et al. 2016)", asked =>
    {
        if (Smooth(asked) is not var (rate, f)) return Verdict.Silent;
        var start = f.Value(f.Start);
        return Each(asked.Optimizer.Descend(f, f.Start, Long), Enumerable.Range(0, Long + 1), (_, x, k) =>
            Verdict.If(f.Value(x) <= Math.Pow(1 - f.Spectrum.Min() * rate, k) * start + 1e-12 * start, () => FormattableString.Invariant($"after {k} steps the value is {f.Value(x):R}, at first {start:R}")));
    });

    /// <summary>
    /// O18: on a convex function <c>f(x_k) - f* &lt;= L D^2 / (4 k + 2)</c>, with equality on a Huber function whose walls begin at
    /// <c>D / (2 k + 1)</c>. Tolerance 1e-12 both ways. Source: Drori and Teboulle 2014, theorem 3.1.
    /// </summary>
    public static Law<OptimizerCase> Convex { get; } = new("descent convex", "with a = 1 / L the value is at most L D^2 / (4 k + 2) after k steps, and exactly that on a Huber function (O18; Drori and Teboulle 2014)", asked =>
    {
        if (Smooth(asked) is not var (rate, f)) return Verdict.Silent;
        var square = Math.Pow(f.Start.Norm(), 2) / rate;
        return Each(asked.Optimizer.Descend(f, f.Start, Long).Skip(1), Enumerable.Range(1, Long), (_, x, k) =>
                Verdict.If(f.Value(x) <= square / (4 * k + 2) * (1 + 1e-12), () => FormattableString.Invariant($"after {k} steps the value is {f.Value(x):R}, the bound {square / (4 * k + 2):R}")))
            .And(() => Each(Enumerable.Range(1, Long), Enumerable.Range(1, Long), (_, k, _) =>
            {
                // D = 1, L = 1 / rate.
                var worst = new HuberBowl(1, 1.0 / (2 * k + 1));
                var end = asked.Optimizer.Follow(Tensor<double>.Ones([1]), (_, x) => worst.Gradient(x).Map(g => g / rate), k).Last();
                return Verdict.Close(worst.Value(end) / rate, 1 / rate / (4 * k + 2), 1e-12 / rate, () => $"the value on the worst function after {k} steps");
            }));
    });

    // The rate 1 / L and a rotated quadratic of largest curvature L.
    static (double Rate, Quadratic F)? Smooth(OptimizerCase asked) => asked.Descent() is { } rate
        ? (rate, new Quadratic(asked.Spectrum(1 / rate), Key.Of(7)))
        : null;
}
