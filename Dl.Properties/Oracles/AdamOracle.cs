namespace Dl.Properties;

/// <summary>Kingma and Ba 2015, algorithm 1, line by line, with the moments as sums over all gradients so far (their equation 1).</summary>
public sealed class AdamOracle : IOracle<Adam>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Adam link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            double m = 0, v = 0;
            for (var i = 1; i <= t; i++)
            {
                m += (1 - link.Beta1) * Math.Pow(link.Beta1, t - i) * past[i - 1];
                v += (1 - link.Beta2) * Math.Pow(link.Beta2, t - i) * past[i - 1] * past[i - 1];
            }
            var (unbiasedMean, unbiasedSquare) = (m / (1 - Math.Pow(link.Beta1, t)), v / (1 - Math.Pow(link.Beta2, t)));
            return unbiasedMean / (Math.Sqrt(unbiasedSquare) + link.Epsilon);
        };
    }
}
