namespace Dl.Properties;

/// <summary>Zhuang et al. 2020, algorithm 2: the surprise of each step is against the mean up to that step, itself included.</summary>
public sealed class AdaBeliefOracle : IOracle<AdaBelief>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(AdaBelief link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            var s = 0.0;
            for (var i = 1; i <= t; i++)
            {
                var surprise = past[i - 1] - Past.Average([.. past.Take(i)], link.Beta1);
                s = link.Beta2 * s + (1 - link.Beta2) * Math.Pow(surprise, 2) + link.Epsilon;
            }
            return Past.Unbiased(past, link.Beta1) / (Math.Sqrt(s / (1 - Math.Pow(link.Beta2, t))) + link.Epsilon);
        };
    }
}
