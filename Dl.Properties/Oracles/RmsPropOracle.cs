namespace Dl.Properties;

/// <summary>Tieleman and Hinton 2012; Graves 2013, equations 38 to 41, for the centred form.</summary>
public sealed class RmsPropOracle : IOracle<RmsProp>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(RmsProp link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            double Mean(IEnumerable<double> values) => link.Debias ? Past.Unbiased([.. values], link.Rho) : Past.Average([.. values], link.Rho);
            var square = Mean(past.Select(old => old * old)) - (link.Centered ? Math.Pow(Mean(past), 2) : 0);
            square = Math.Max(square, 0);
            return link.EpsilonInside ? g / Math.Sqrt(square + link.Epsilon) : g / (Math.Sqrt(square) + link.Epsilon);
        };
    }
}
