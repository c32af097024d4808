namespace Dl.Properties;

/// <summary>Dozat 2016 with the schedule of its section on momentum: the products are multiplied out at every step.</summary>
public sealed class NAdamOracle : IOracle<NAdam>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(NAdam link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            double Mu(int i) => link.Beta1 * (1 - 0.5 * Math.Pow(0.96, i * link.Warming));
            var product = Enumerable.Range(1, t).Select(Mu).Aggregate(1.0, (all, mu) => all * mu);
            var ahead = product * Mu(t + 1) * (link.Twice ? Mu(t) : 1);
            var gradient = g / (1 - product);
            var mean = Past.Average(past, link.Beta1) / (1 - ahead);
            var root = Math.Sqrt(Past.Unbiased([.. past.Select(old => old * old)], link.Beta2));
            return ((1 - Mu(t)) * gradient + Mu(t + 1) * mean) / (root + link.Epsilon);
        };
    }
}
