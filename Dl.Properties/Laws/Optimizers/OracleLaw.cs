namespace Dl.Properties;

/// <summary>
/// A chain of links does, coordinate by coordinate, what the papers' loops do in plain double precision. Tolerance: 1e-12
/// of the largest magnitude on the way. Silent where a link has no oracle; a link that claims to be another is judged by the
/// other's.
/// </summary>
public static class OracleLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("oracle", "each coordinate moves as the paper's loop says", asked =>
    {
        var links = asked.Optimizer.Links.Map(Claimed.By);
        return links.All(Oracle.Knows) ? Judge(asked, links) : Verdict.Silent;
    });

    static Verdict Judge(OptimizerCase asked, Many<ILink> links)
    {
        var claimed = asked.Run().Select(at => at.Parameters).ToArray();
        var all = Verdict.Holds;
        for (var i = 0; i < asked.Start.Shape.Size; i++)
        {
            var coordinate = i;
            var updates = Enumerable.Range(0, asked.Steps).Select(step => asked.Gradient(step)[coordinate]);
            foreach (var link in links) updates = Oracle.Updates(link, asked.Start[i], updates.ToArray()).ToArray();
            var x = asked.Start[i];
            var (step, scale) = (0, Math.Max(1, Math.Abs(x)));
            foreach (var update in updates)
            {
                x -= update;
                scale = Math.Max(scale, Math.Max(Math.Abs(x), Math.Abs(update)));
                var (found, at, bound) = (x, ++step, 1e-12 * scale);
                all = all.And(() => Verdict.Close(claimed[at][coordinate], found, bound, () => $"coordinate {coordinate} after step {at}"));
            }
        }
        return all;
    }
}
