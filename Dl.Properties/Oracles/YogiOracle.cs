namespace Dl.Properties;

/// <summary>Zaheer et al. 2018, algorithm 2: the square goes up or down by a share of the newest one.</summary>
public sealed class YogiOracle : IOracle<Yogi>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Yogi link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            var v = link.Initial;
            foreach (var old in past) v += v < old * old ? (1 - link.Beta2) * old * old : v > old * old ? -(1 - link.Beta2) * old * old : 0;
            var (meanWeight, squareWeight) = link.Debias ? (1 - Math.Pow(link.Beta1, t), 1 - Math.Pow(link.Beta2, t)) : (1, 1);
            return Past.Quotient(Past.Average(past, link.Beta1), meanWeight, v, squareWeight, link.Epsilon, EpsilonPlace.Outside);
        };
    }
}
