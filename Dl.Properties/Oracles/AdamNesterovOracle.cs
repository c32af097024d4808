namespace Dl.Properties;

/// <summary>Dozat 2016, algorithm 2 with a constant momentum: the mean that the next step would have if it brought nothing, plus the share of this gradient.</summary>
public sealed class AdamNesterovOracle : IOracle<AdamNesterov>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(AdamNesterov link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            var mean = Past.Average(past, link.Beta1) / (1 - Math.Pow(link.Beta1, t + 1));
            var gradient = g / (1 - Math.Pow(link.Beta1, t));
            var root = Math.Sqrt(Past.Unbiased([.. past.Select(old => old * old)], link.Beta2));
            return (link.Beta1 * mean + (1 - link.Beta1) * gradient) / (root + link.Epsilon);
        };
    }
}
