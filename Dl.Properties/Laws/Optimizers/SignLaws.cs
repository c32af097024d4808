using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>Rules that look at signs alone.</summary>
static class SignLaws
{
    /// <summary>O29: each entry of an update of signSGD or Lion is 1, -1 or 0, and gradients of a coordinate that are all 8 times as large give the same, to
    /// the bit. Source: Bernstein et al. 2018; Chen et al. 2023.</summary>
    public static Law<OptimizerCase> Signs { get; } = new("signs", "each entry moves by exactly 1 or not at all, whatever the scale of its gradients (O29; Bernstein et al. 2018; Chen et al. 2023)", asked =>
    {
        if (asked.Sole<SignSgd>() is null && asked.Sole<Lion>() is null) return Verdict.Silent;
        var scaled = asked.Stream().Select(g => Tensor<double>.From(g.Shape, [.. g.Span.ToArray().Select((x, i) => i % 2 == 0 ? 8 * x : x / 4)]));
        return Each(asked.Optimizer.Updates(asked.Stream()), asked.Optimizer.Updates(scaled), (t, a, b) =>
            Verdict.If(a.Span.ToArray().All(u => u is 0 or 1 or -1), () => $"update {t} is {a}")
                .And(() => Verdict.If(a.Equals(b), () => $"update {t} is {a}, and {b} when coordinates are scaled")));
    });

    /// <summary>O29 with a sense: against a constant gradient the update is its sign.</summary>
    public static Law<OptimizerCase> Sense { get; } = new("sign of a constant", "under a constant gradient the update is its sign (O29)", asked =>
        asked.Sole<SignSgd>() is null && asked.Sole<Lion>() is not { Beta1: >= 0 and < 1 } ? Verdict.Silent
            : Each(asked.Optimizer.Updates(Enumerable.Repeat(asked.Gradient(0), 4)), Enumerable.Range(1, 4), (t, u, _) =>
                Verdict.If(u.Equals(asked.Gradient(0).Map(g => Math.Sign(g))), () => $"update {t} under the gradient {asked.Gradient(0)} is {u}")));

    /// <summary>
    /// O30: Rprop's steps grow by eta+ from one agreement to the next and shrink by eta- at a change, clamped, whatever the magnitude of the gradients; to
    /// 4 t u. Source: Riedmiller and Braun 1993.
    /// </summary>
    public static Law<OptimizerCase> Rprop { get; } = new("rprop steps", "step sizes are multiplied by eta+ and eta- and clamped, whatever the gradients' size (O30; Riedmiller and Braun 1993)", asked =>
    {
        if (asked.Sole<Rprop>() is not { } rprop) return Verdict.Silent;
        double Clamp(double s) => Math.Max(Math.Min(s, rprop.Most), rprop.Least);
        var (first, size) = (Clamp(rprop.First), 1 + Math.Abs(asked.Gradient(0)[0]));
        double[] gradients = [1, size, 1 / size, -1, -size, -1];
        var (second, third) = (Clamp(first * rprop.Up), Clamp(Clamp(first * rprop.Up) * rprop.Up));
        var turned = Clamp(third * rprop.Down);
        double[] expected = [first, second, third, rprop.Backtracks ? -third : 0, -turned, -Clamp(turned * rprop.Up)];
        return Each(asked.Optimizer.Updates(gradients), expected, (t, u, wanted) => Verdict.Close(u, wanted, 4 * t * U * Math.Abs(wanted), () => $"update {t} under the gradients 1, 1, 1, -1, -1, -1 of any size"));
    });
}
