namespace Dl.Properties;

/// <summary>Gradients on a list; the inner loop is asked about their mean when the list is full.</summary>
public sealed class AccumulateOracle : IVectorOracle<Accumulate>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(Accumulate link, Layout layout)
    {
        var inner = Oracle.Begin(link.Optimizer, layout);
        var gathered = new List<double[]>();
        return moment =>
        {
            gathered.Add(moment.Update);
            if (gathered.Count < link.Batches) return new double[layout.Size];
            var mean = Enumerable.Range(0, layout.Size).Select(i => gathered.Average(gradient => gradient[i])).ToArray();
            gathered.Clear();
            return inner(moment with { Update = mean });
        };
    }
}
