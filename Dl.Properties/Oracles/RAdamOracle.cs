namespace Dl.Properties;

/// <summary>Liu et al. 2020, algorithm 2: the length of the approximated average decides which of two steps is taken.</summary>
public sealed class RAdamOracle : IOracle<RAdam>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(RAdam link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            var power = Math.Pow(link.Beta2, t);
            var longest = 2 / (1 - link.Beta2) - 1;
            var length = longest - 2 * t * power / (1 - power);
            if (length <= link.Threshold) return Past.Unbiased(past, link.Beta1);
            var rectifier = Math.Sqrt((length - 4) / (longest - 4) * ((length - 2) / (longest - 2)) * (longest / length));
            var square = Past.Average([.. past.Select(old => old * old)], link.Beta2);
            return rectifier * Past.Quotient(Past.Unbiased(past, link.Beta1), 1, square, 1 - power, link.Epsilon, link.Place);
        };
    }
}
