namespace Dl.Properties;

/// <summary>O6: gradients and parameters of the other sign give parameters of the other sign, to the bit.</summary>
public static class OddLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("odd", "gradients and parameters of the other sign end at parameters of the other sign, to the bit (O6)", asked =>
    {
        if (!asked.Held.IsOurs()) return Verdict.Silent;
        var mirrored = asked with { Start = asked.Start.Map(x => -x), Gradients = asked.Gradients.Map(g => -g) };
        return Walks.Each(asked.Run(), mirrored.Run(), (t, a, b) =>
            Verdict.If(a.Parameters.Equals(b.Parameters.Map(x => -x)), () => $"step {t - 1} leads to {a.Parameters}, and mirrored to {b.Parameters}"));
    });

    /// <summary>Whether all links are those of this library, of which more is known than of any rule.</summary>
    internal static bool IsOurs(this Optimizer held) => held.Links.All(link => link.GetType().Assembly == typeof(ILink).Assembly);
}
