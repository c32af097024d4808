namespace Dl.Properties;

/// <summary>Kingma and Ba 2015, algorithm 1, line by line, with the moments as sums over all gradients so far (their equation 1); "epsilon hat" is the
/// reordering at the end of their section 2.</summary>
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
            var (meanWeight, squareWeight) = link.Debias ? (1 - Math.Pow(link.Beta1, t), 1 - Math.Pow(link.Beta2, t)) : (1, 1);
            return Past.Quotient(m, meanWeight, v, squareWeight, link.Epsilon, link.Place);
        };
    }
}
