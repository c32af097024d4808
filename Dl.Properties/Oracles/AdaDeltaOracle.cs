namespace Dl.Properties;

/// <summary>Zeiler 2012, algorithm 1, with both averages as sums over all that has been.</summary>
public sealed class AdaDeltaOracle : IOracle<AdaDelta>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(AdaDelta link)
    {
        var steps = new List<double>();
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            double Rms(IEnumerable<double> values) => Math.Sqrt(Past.Average([.. values.Select(value => value * value)], link.Rho) + link.Epsilon);
            var step = Rms(steps) / Rms(past) * g;
            steps.Add(step);
            return step;
        };
    }
}
