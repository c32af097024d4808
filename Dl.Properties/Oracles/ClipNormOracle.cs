namespace Dl.Properties;

/// <summary>Pascanu, Mikolov and Bengio 2013, algorithm 1: where the norm is above the threshold, threshold times g / |g|.</summary>
public sealed class ClipNormOracle : IVectorOracle<ClipNorm>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(ClipNorm link, Layout layout) => moment =>
    {
        var norm = Math.Sqrt(moment.Update.Sum(u => u * u));
        return norm <= link.Norm ? moment.Update : [.. moment.Update.Select(u => link.Norm * (u / norm))];
    };
}
