namespace Dl.Properties;

/// <summary>O34: a coordinate-wise rule moves each coordinate as if it were alone, to the bit: vectors and the remainder,
/// blocks and threads change nothing. Links claim it by being coordinate-wise links.</summary>
public static class CoordinateLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("coordinates", "each coordinate moves as if it were alone, to the bit (O34)", asked =>
    {
        if (!asked.Held.Links.All(link => link is IBlockLink)) return Verdict.Silent;
        var together = asked.Run().Last().Parameters;
        var all = Verdict.Holds;
        for (var i = 0; i < asked.Start.Shape.Size; i++)
        {
            var at = i;
            all = all.And(() =>
            {
                var alone = asked.Columns(at, 1).Run().Last().Parameters[0];
                return Verdict.If(alone.Equals(together[at]), () => FormattableString.Invariant($"coordinate {at} ends at {together[at]:R} among others and at {alone:R} alone"));
            });
        }
        return all;
    });
}
