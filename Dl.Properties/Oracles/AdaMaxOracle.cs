namespace Dl.Properties;

/// <summary>Kingma and Ba 2015, algorithm 2, with the norm as the largest of all magnitudes, each faded.</summary>
public sealed class AdaMaxOracle : IOracle<AdaMax>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(AdaMax link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            var norm = past.Select((old, i) => Math.Pow(link.Beta2, t - 1 - i) * (Math.Abs(old) + link.Epsilon)).Max();
            return Past.Unbiased(past, link.Beta1) / norm;
        };
    }
}
