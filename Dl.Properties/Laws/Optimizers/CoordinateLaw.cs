using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>O34: a coordinate-wise rule moves each coordinate as if it were alone, to the bit: vectors and the remainder,
/// blocks and threads and leaves change nothing. Links claim it by being coordinate-wise links. Clipping by the norm and the trust ratio look at
/// more than one coordinate, and must not.</summary>
public static class CoordinateLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("coordinates", "each coordinate moves as if it were alone, to the bit; behind a norm it does not (O34)", asked =>
    {
        if (asked.Sole<ClipNorm>() is { Norm: > 0 and < 1e100 } clip) return Apart(asked.Optimizer, 2 * clip.Norm);
        if (asked.Sole<TrustRatio>() is { Where: Everywhere }) return Apart(asked.Optimizer, 1);
        if (!asked.Held.Links.All(link => link is IBlockLink)) return Verdict.Silent;
        var together = asked.Run().Last().Parameters;
        return Each(asked.Width, at =>
        {
            var alone = asked.Columns(at, 1).Run().Last().Parameters[0];
            return Verdict.If(alone.Equals(together[at]), () => FormattableString.Invariant($"coordinate {at} ends at {together[at]:R} among others and at {alone:R} alone"));
        });
    });

    // Two coordinates of 1 with the gradients g and 2 g.
    static Verdict Apart(Optimizer optimizer, double g)
    {
        double First(params double[] gradient) => optimizer.Update(optimizer.Start<double>(gradient.Length), Tensor<double>.Ones([gradient.Length]), Tensor<double>.From([gradient.Length], [.. gradient])).Parameters[0];
        var (together, alone) = (First(g, 2 * g), First(g));
        return Verdict.If(Math.Abs(together - alone) > 1e-3 * Math.Abs(1 - alone), () => FormattableString.Invariant($"the gradient {g:R} moves 1 to {alone:R} alone, and no differently beside another one"));
    }
}
