using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>Optimizers around optimizers, and averages.</summary>
static class WrapperLaws
{
    /// <summary>O40: n batches are one step along their mean, and nothing moves between. Tolerance 8 n u of the terms a step.</summary>
    public static Law<OptimizerCase> Accumulation { get; } = new("accumulation", "n batches of equal weight are one step along their mean, and nothing moves between (O40)", asked =>
    {
        if (asked.Sole<Accumulate>() is not { Batches: >= 1 and <= 16 } accumulate || !accumulate.Optimizer.Links.All(link => link is Rate or Momentum)) return Verdict.Silent;
        var n = (int)accumulate.Batches;
        var batches = Enumerable.Range(0, 3 * n).Select(i => asked.Gradient(i % asked.Steps).Map(g => g * (1 + i))).ToArray();
        var means = batches.Chunk(n).Select(chunk => Tensor<double>.From(asked.Start.Shape, [.. Enumerable.Range(0, asked.Width).Select(i => chunk.Average(g => g[i]))]));
        var (all, expected) = (asked.Optimizer.Updates(batches).ToArray(), accumulate.Optimizer.Updates(means).ToArray());
        var scale = batches.Max(g => g.Span.ToArray().Max(Math.Abs)) * 3 * Math.Max(1, accumulate.Optimizer.Rates(1)[0].Value);
        return Each(all, Enumerable.Range(0, all.Length), (_, u, i) => (i + 1) % n != 0
            ? Verdict.If(u.Span.ToArray().All(x => x == 0), () => $"batch {i + 1} of {n} already moves by {u}")
            : Each(asked.Width, at => Verdict.Close(u[at], expected[i / n][at], 8 * n * U * scale, () => $"coordinate {at} of the update behind batch {i + 1}")));
    });

    /// <summary>O24: Lookahead with one fast step and the whole way is the optimizer inside. Tolerance 8 u of the largest parameter a step.</summary>
    public static Law<OptimizerCase> Lookahead { get; } = new("lookahead alone", "with one fast step and the whole way it is the optimizer inside (O24; Zhang et al. 2019)", asked =>
    {
        if (asked.Sole<Lookahead>() is not { } ahead || asked.With(new([ahead with { Steps = 1, Share = 1 }])) is not { } one) return Verdict.Silent;
        var scale = 1.0;
        return Each(one.Run(), (asked with { Optimizer = ahead.Optimizer, Claims = null, Remade = null }).Run(), (t, a, b) =>
        {
            scale = Math.Max(scale, b.Parameters.Span.ToArray().Max(Math.Abs));
            return Each(asked.Width, i => Verdict.Close(a.Parameters[i], b.Parameters[i], 8 * t * U * scale, () => $"coordinate {i} after {t - 1} steps, beside the optimizer inside"));
        });
    });

    /// <summary>
    /// O41: an exponential average gives the past the weight d: <c>d^t x_0 + (1 - d) sum d^(t - i) x_i</c>, corrected <c>(1 - d) sum d^(t - i) x_i / (1 - d^t)</c>; the
    /// plain one is the mean. Tolerance 8 t u of the largest iterate. Source: Polyak and Juditsky 1992; Izmailov et al. 2018.
    /// </summary>
    public static Law<OptimizerCase> Averages { get; } = new("averages", "an average of iterates has the declared weights, the large one on the past (O41; Polyak and Juditsky 1992)", asked =>
    {
        if (Weights(asked.Held) is not { } weights) return Verdict.Silent;
        var run = asked.Run().ToArray();
        var largest = run.Max(at => at.Parameters.Span.ToArray().Max(Math.Abs));
        return Each(run, Enumerable.Range(0, run.Length), (_, at, t) => t == 0 ? Verdict.Holds : Each(asked.Width, i =>
            Verdict.Close(asked.Optimizer.Average(at.State, at.Parameters)[i], Enumerable.Range(0, t + 1).Sum(k => weights(k, t) * run[k].Parameters[i]), 8 * (t + 1) * U * largest, () => $"the average of coordinate {i} after {t} steps")));
    });

    // The weight of iterate k, of which 0 is the start, in the average after step t.
    static Func<int, int, double>? Weights(Optimizer held) => held.Links switch
    {
        [.., Ema { Debias: true, Decay: < 1 } ema] => (k, t) => k == 0 ? 0 : (1 - ema.Decay) * Math.Pow(ema.Decay, t - k) / (1 - Math.Pow(ema.Decay, t)),
        [.., Ema ema] => (k, t) => k == 0 ? Math.Pow(ema.Decay, t) : (1 - ema.Decay) * Math.Pow(ema.Decay, t - k),
        [.., Swa swa] => (k, t) => t < swa.From ? (k == t ? 1 : 0) : k >= swa.From && (k - swa.From) % swa.Every == 0 ? 1.0 / ((t - swa.From) / swa.Every + 1) : 0,
        _ => null,
    };
}
