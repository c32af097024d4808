namespace Dl.Properties;

/// <summary>Heavy ball, as a sum over all gradients so far: <c>v_t = sum_i decay^(t-i) share_i g_i</c>.</summary>
public sealed class MomentumOracle : IOracle<Momentum>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Momentum link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            return past.Select((old, i) => Math.Pow(link.Decay, t - 1 - i) * (i == 0 && !link.DampsFirst ? 1 : 1 - link.Dampening) * old).Sum();
        };
    }
}
