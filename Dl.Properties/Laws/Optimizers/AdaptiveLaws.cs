using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>What is known in closed form of rules that divide by the size of past gradients.</summary>
static class AdaptiveLaws
{
    const int Long = 12;

    /// <summary>O25: AdaGrad from zero without epsilon under a constant gradient: update i is <c>sign(g) / sqrt(i)</c>. Relative tolerance 8 i u.
    /// Source: Duchi, Hazan and Singer 2011.</summary>
    public static Law<OptimizerCase> AdaGradConstant { get; } = new("adagrad constant", "under a constant gradient update i is sign(g) / sqrt(i) (O25; Duchi et al. 2011)", asked =>
        asked.Sole<AdaGrad>() is not { } ada || asked.With(new([ada with { Epsilon = 0, Initial = 0 }])) is not { } free ? Verdict.Silent : Each(asked.Width, at =>
        {
            var g = asked.Gradient(0)[at];
            return Each(free.Optimizer.Updates(Enumerable.Repeat(g == 0 ? 1 : g, Long)), Enumerable.Range(1, Long), (i, u, _) =>
                AdamForms.Agree(u, (g == 0 ? 1 : Math.Sign(g)) / Math.Sqrt(i), 8 * i * U, () => $"update {i}"));
        }));

    /// <summary>
    /// O26: AdaGrad on a cube of side D = 1 with the rate D / sqrt 2 regrets at most <c>sqrt(2) D sum over i of |(g_1i, ..., g_ti)|</c> against the
    /// best fixed point, whatever the gradients. Asked of each coordinate by itself, and of all together where the gradient of one looks at the place of
    /// another. Tolerance 1e-9. Source: Streeter and McMahan 2010; Duchi et al. 2011, theorem 5.
    /// </summary>
    public static Law<OptimizerCase> AdaGradRegret { get; } = new("adagrad regret", "on a cube of side 1 the regret is at most sqrt(2) times the sum over coordinates of sqrt(sum g^2) (O26; Streeter and McMahan 2010; Duchi et al. 2011)", asked =>
        asked.Sole<AdaGrad>() is not { } ada || asked.With(new([ada with { Epsilon = 0, Initial = 0 }])) is not { } free ? Verdict.Silent
            : Each(asked.Width, at => Regret(free.Optimizer, [.. asked.Stream(at).Select(g => new[] { g })])).And(() => Regret(free.Optimizer, [.. asked.Stream().Select(g => g.Span.ToArray())])));

    // Gradients of the given sizes that push outwards wherever the point stands, four times over: coordinate i by the place of coordinate i + t.
    static Verdict Regret(Optimizer optimizer, double[][] sizes)
    {
        var n = sizes[0].Length;
        var (x, state, lost, sums, squares) = (new double[n], optimizer.Start<double>(n), 0.0, new double[n], new double[n]);
        for (var t = 0; t < 4 * sizes.Length; t++)
        {
            var g = sizes[t % sizes.Length].Select((size, i) => size == 0 ? 1 : x[(i + t) % n] >= 0 ? Math.Abs(size) : -Math.Abs(size)).ToArray();
            for (var i = 0; i < n; i++) (lost, sums[i], squares[i]) = (lost + g[i] * x[i], sums[i] + g[i], squares[i] + g[i] * g[i]);
            (var next, state) = optimizer.Update(state, Tensor<double>.Zeros([n]), Tensor<double>.From([n], [.. g]));
            x = [.. x.Select((place, i) => Math.Clamp(place + next[i] / Math.Sqrt(2), -0.5, 0.5))];
        }
        var (regret, bound) = (lost + sums.Sum(Math.Abs) / 2, Math.Sqrt(2) * squares.Sum(Math.Sqrt));
        return Verdict.If(regret <= bound * (1 + 1e-9), () => FormattableString.Invariant($"the regret in {n} coordinates, {regret:R}, is beyond {bound:R}"));
    }

    /// <summary>O27: the first update of RMSProp without epsilon is <c>1 / sqrt(1 - rho)</c> in magnitude, centred <c>1 / sqrt(rho (1 - rho))</c>,
    /// corrected 1. Relative tolerance 8 u, centred 8 u / rho. Source: Tieleman and Hinton 2012.</summary>
    public static Law<OptimizerCase> RmsPropFirst { get; } = new("rmsprop first step", "without epsilon the first update is 1 / sqrt(1 - rho) in magnitude (O27; Tieleman and Hinton 2012)", asked =>
        asked.Sole<RmsProp>() is not { } rms || (rms.Centered && (rms.Debias || rms.Rho == 0)) || asked.With(new([rms with { Epsilon = 0 }])) is not { } free ? Verdict.Silent : Each(asked.Width, at =>
        {
            var g = asked.Gradient(0)[at] is 0 ? 1 : asked.Gradient(0)[at];
            var expected = 1 / Math.Sqrt(rms.Debias ? 1 : rms.Centered ? rms.Rho * (1 - rms.Rho) : 1 - rms.Rho);
            return Verdict.Close(Math.Abs(free.Optimizer.Updates([g]).First()), expected, 8 * U * expected / (rms.Centered ? rms.Rho : 1), () => $"the magnitude of the first update, gradient {Literal.Of(g)}");
        }));

    /// <summary>O24: RMSProp with the bias corrected is Adam with beta1 = 0. Relative tolerance 8 u. Source: Optax, <c>test_rms_match_adam</c>.</summary>
    public static Law<OptimizerCase> RmsPropAdam { get; } = new("rmsprop and adam", "with the bias corrected it is Adam with beta1 = 0 (O24)", asked =>
    {
        if (asked.Sole<RmsProp>() is not { } rms || asked.With(new([rms with { Centered = false, Debias = true, EpsilonInside = false }])) is not { } corrected) return Verdict.Silent;
        var adam = new Optimizer([new Adam(0, rms.Rho, rms.Epsilon)]);
        return Each(corrected.Optimizer.Updates(asked.Stream()), adam.Updates(asked.Stream()), (t, a, b) => Each(asked.Width, i =>
            AdamForms.Agree(a[i], b[i], 8 * U, () => $"update {t} of coordinate {i}, beside Adam")));
    });

    /// <summary>O28: AdaDelta's steps have the unit of its gradients when epsilon is a square of them: 8 g and 64 epsilon give 8 u, to the bit. Source:
    /// Zeiler 2012 (with one epsilon for both roots).</summary>
    public static Law<OptimizerCase> AdaDeltaUnits { get; } = new("adadelta units", "8 g and 64 epsilon give 8 u, to the bit (O28; Zeiler 2012)", asked =>
        asked.Sole<AdaDelta>() is not { } ada || asked.With(new([ada with { Epsilon = 64 * ada.Epsilon }])) is not { } scaled ? Verdict.Silent
            : Each(asked.Optimizer.Updates(asked.Stream()), scaled.Optimizer.Updates(asked.Stream().Select(g => g.Map(x => 8 * x))), (t, a, b) =>
                Verdict.If(a.Map(x => 8 * x).Equals(b), () => $"update {t} is {a}, and {b} with gradients 8 times as large")));

    /// <summary>O32: RAdam without epsilon under a constant gradient of 1: the update is 1 while rho_t is at most the threshold, then the rectifier,
    /// in (0, 1) and rising to 1. Relative tolerance 1e-9. Source: Liu et al. 2020.</summary>
    public static Law<OptimizerCase> RAdamSwitch { get; } = new("radam switch", "under a constant gradient the update is 1, and from the switch on the rectifier, which rises below 1 (O32; Liu et al. 2020)", asked =>
    {
        if (asked.Sole<RAdam>() is not { Beta2: > 0 and < 1 } radam || asked.With(new([radam with { Epsilon = 0 }])) is not { } free) return Verdict.Silent;
        var (last, rho) = (0.0, 2 / (1 - radam.Beta2) - 1);
        return Each(free.Optimizer.Updates(Enumerable.Repeat(1.0, 40)), Enumerable.Range(1, 40), (t, u, _) =>
        {
            var now = rho - 2 * t * Math.Pow(radam.Beta2, t) / (1 - Math.Pow(radam.Beta2, t));
            if (Math.Abs(now - radam.Threshold) < 1e-9) return Verdict.Silent;
            if (now <= radam.Threshold) return Verdict.Close(u, 1, 1e-9, () => $"update {t}, before the switch");
            var rectifier = Math.Sqrt((now - 4) * (now - 2) * rho / ((rho - 4) * (rho - 2) * now));
            var rises = Verdict.If(u > last - 1e-12 && u < 1 + 1e-12, () => FormattableString.Invariant($"update {t} is {u:R} after {last:R}"));
            last = u;
            return rises.And(() => Verdict.Close(u, rectifier, 1e-9 * rectifier, () => $"update {t}, behind the switch"));
        });
    });
}
