namespace Dl.Properties;

/// <summary>Heavy ball, as a sum over all gradients so far: <c>v_t = sum_i decay^(t-i) g_i</c>.</summary>
public sealed class MomentumOracle : IOracle<Momentum>
{
    /// <inheritdoc/>
    public IEnumerable<double> Updates(Momentum link, double x, IEnumerable<double> gradients)
    {
        var past = new List<double>();
        foreach (var g in gradients)
        {
            past.Add(g);
            var v = 0.0;
            for (var i = 0; i < past.Count; i++) v += Math.Pow(link.Decay, past.Count - 1 - i) * past[i];
            yield return v;
        }
    }
}
