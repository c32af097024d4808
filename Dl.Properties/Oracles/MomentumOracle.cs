namespace Dl.Properties;

/// <summary>Heavy ball, as a sum over all gradients so far: <c>v_t = sum_i decay^(t-i) g_i</c>.</summary>
public sealed class MomentumOracle : IOracle<Momentum>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Momentum link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            return past.Select((old, i) => Math.Pow(link.Decay, past.Count - 1 - i) * old).Sum();
        };
    }
}
