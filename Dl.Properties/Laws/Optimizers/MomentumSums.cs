using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>Closed forms of heavy-ball momentum. Source: Polyak 1964.</summary>
static class MomentumSums
{
    const int Long = 12;

    /// <summary>O23: under a constant gradient the update of step i is <c>g (1 - b^i) / (1 - b)</c>. Relative tolerance 8 k u.</summary>
    public static Law<OptimizerCase> Constant { get; } = new("momentum constant", "under a constant gradient update i is g (1 - b^i) / (1 - b) (O23; Polyak 1964)", asked =>
        asked.Sole<Momentum>() is not { Decay: >= 0 and < 1, Dampening: 0 } momentum ? Verdict.Silent : Each(asked.Width, at =>
        {
            var g = asked.Gradient(0)[at];
            return Each(asked.Optimizer.Updates(Enumerable.Repeat(g, Long)), Enumerable.Range(1, Long), (i, u, _) =>
            {
                var sum = g * (1 - Math.Pow(momentum.Decay, i)) / (1 - momentum.Decay);
                return Verdict.Close(u, sum, 8 * i * U * Math.Abs(sum), () => $"update {i}");
            });
        }));

    /// <summary>O24: without momentum the gradient is the update, to the bit.</summary>
    public static Law<OptimizerCase> None { get; } = new("no momentum", "with b = 0 the update is the gradient, to the bit (O24)", asked =>
        asked.Sole<Momentum>() is { Dampening: 0 } momentum && asked.With(new([momentum with { Decay = 0 }])) is { } none
            ? Each(none.Optimizer.Updates(asked.Stream()), asked.Stream(), (t, u, g) => Verdict.If(u.Equals(g), () => $"update {t} of {g} is {u}"))
            : Verdict.Silent);
}
