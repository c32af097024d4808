namespace Dl.Properties;

/// <summary>
/// A chain of links does what the papers' loops do in plain double precision. Tolerance: 1e-12 of the largest magnitude on the way.
/// Silent where a link has no oracle; a link that claims to be another is judged by the other's.
/// </summary>
public static class OracleLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("oracle", "the parameters move as the paper's loop says", asked =>
        asked.Held.Links.All(Oracle.Knows) ? Judge(asked) : Verdict.Silent);

    static Verdict Judge(OptimizerCase asked)
    {
        var claimed = asked.Run().Select(at => at.Parameters).ToArray();
        var loop = Oracle.Begin(asked.Held, asked.Layout);
        var x = asked.Start.Span.ToArray();
        var scale = x.Select(Math.Abs).Append(1).ToArray();
        var all = Verdict.Holds;
        for (var step = 0; step < asked.Steps; step++)
        {
            var (at, from) = (step, (double[])x.Clone());
            var update = loop(new(from, asked.Gradient(step).Span.ToArray(), point => asked.GradientAt(at, from, point)));
            for (var i = 0; i < x.Length; i++)
            {
                x[i] -= update[i];
                scale[i] = Math.Max(scale[i], Math.Max(Math.Abs(x[i]), Math.Abs(update[i])));
                var (coordinate, found, bound) = (i, x[i], 1e-12 * scale[i]);
                all = all.And(() => Verdict.Close(claimed[at + 1][coordinate], found, bound, () => $"coordinate {coordinate} after step {at + 1}"));
            }
        }
        return all;
    }
}
