namespace Dl.Properties;

/// <summary>Chen et al. 2023, algorithm 2, with the mean as a sum over all gradients before this one.</summary>
public sealed class LionOracle : IOracle<Lion>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Lion link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            var mean = Past.Average([.. past.Take(t - 1)], link.Beta2);
            return Math.Sign(link.Beta1 * mean + (1 - link.Beta1) * g);
        };
    }
}
