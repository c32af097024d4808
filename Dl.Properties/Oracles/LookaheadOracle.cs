namespace Dl.Properties;

/// <summary>Zhang et al. 2019, algorithm 1: slow weights on one list, fast ones on another.</summary>
public sealed class LookaheadOracle : IVectorOracle<Lookahead>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(Lookahead link, Layout layout)
    {
        var inner = Oracle.Begin(link.Optimizer, layout);
        double[]? slow = null;
        var step = 0;
        return moment =>
        {
            slow ??= moment.X;
            var update = inner(moment);
            if (++step % link.Steps != 0) return update;
            slow = [.. slow.Select((s, i) => (1 - link.Share) * s + link.Share * (moment.X[i] - update[i]))];
            return [.. moment.X.Select((x, i) => x - slow[i])];
        };
    }
}
