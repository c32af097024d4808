namespace Dl.Properties;

/// <summary>Defazio et al. 2024, equations 1 to 3: z and x on lists, y between them; the average with all weights written out.</summary>
public sealed class ScheduleFreeOracle : IVectorOracle<ScheduleFree>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(ScheduleFree link, Layout layout)
    {
        var inner = Oracle.Begin(link.Optimizer, layout);
        var (zs, weights, largest) = (new List<double[]>(), new List<double>(), 0.0);
        double[]? z = null, first = null;
        return moment =>
        {
            z ??= moment.X;
            first ??= moment.X;
            largest = Math.Max(largest, link.Optimizer.Rates(weights.Count + 1)[0].Value);
            weights.Add(Math.Pow(largest, link.Power));
            var update = inner(moment);
            z = [.. z.Select((one, i) => one - update[i])];
            zs.Add(z);
            var sum = weights.Sum();
            var x = Enumerable.Range(0, layout.Size).Select(i => sum > 0 ? zs.Select((old, t) => weights[t] / sum * old[i]).Sum() : first[i]).ToArray();
            return [.. moment.X.Select((y, i) => y - ((1 - link.Beta) * z[i] + link.Beta * x[i]))];
        };
    }
}
