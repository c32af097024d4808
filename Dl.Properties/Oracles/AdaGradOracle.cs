namespace Dl.Properties;

/// <summary>Duchi, Hazan and Singer 2011, figure 1, diagonal: all squares so far.</summary>
public sealed class AdaGradOracle : IOracle<AdaGrad>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(AdaGrad link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            var sum = link.Initial + past.Sum(old => old * old);
            return link.EpsilonInside ? g / Math.Sqrt(sum + link.Epsilon) : g / (Math.Sqrt(sum) + link.Epsilon);
        };
    }
}
