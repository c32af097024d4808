namespace Dl.Properties;

/// <summary>Reddi, Kale and Kumar 2018, algorithm 2: the largest of all averages of squares so far.</summary>
public sealed class AmsGradOracle : IOracle<AmsGrad>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(AmsGrad link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            double Square(int upTo) => Past.Average([.. past.Take(upTo).Select(old => old * old)], link.Beta2);
            double Corrected(int upTo) => Square(upTo) / (1 - Math.Pow(link.Beta2, upTo));
            var steps = Enumerable.Range(1, t);
            var m = Past.Average(past, link.Beta1);
            return link.Order switch
            {
                AmsOrder.NoDebias => m / (Math.Sqrt(steps.Max(Square)) + link.Epsilon),
                AmsOrder.DebiasThenMax => m / (1 - Math.Pow(link.Beta1, t)) / (Math.Sqrt(steps.Max(Corrected)) + link.Epsilon),
                _ => m / (1 - Math.Pow(link.Beta1, t)) / (Math.Sqrt(steps.Max(Square) / (1 - Math.Pow(link.Beta2, t))) + link.Epsilon),
            };
        };
    }
}
