namespace Dl.Properties;

/// <summary>
/// A chain of links does what the papers' loops do in plain double precision, step by step from where the chain is. Tolerance: 1e-12 of
/// the largest magnitude on the way.
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
        var scale = asked.Start.Span.ToArray().Select(x => Math.Max(1, Math.Abs(x))).ToArray();
        var all = Verdict.Holds;
        for (var step = 0; step < asked.Steps; step++)
        {
            var (at, from) = (step, claimed[step].Span.ToArray());
            var update = loop(new(from, asked.Gradient(step).Span.ToArray(), point => asked.GradientAt(at, from, point)));
            for (var i = 0; i < from.Length; i++)
            {
                var (coordinate, found) = (i, from[i] - update[i]);
                scale[i] = Math.Max(scale[i], Math.Max(Math.Abs(found), Math.Abs(update[i])));
                var bound = 1e-12 * scale[i];
                all = all.And(() => Verdict.Close(claimed[at + 1][coordinate], found, bound, () => $"coordinate {coordinate} after step {at + 1}"));
            }
        }
        return all;
    }
}
