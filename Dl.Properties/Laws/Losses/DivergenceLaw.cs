namespace Dl.Properties;

/// <summary>S1: a divergence is never negative, and 0 where the output says what the targets say.</summary>
public static class DivergenceLaw
{
    /// <summary>The law.</summary>
    public static Law<LossCase> Of { get; } = new("divergence", "a divergence is never negative, and 0 where the output says what the targets say (S1)", asked =>
    {
        if (asked.Claimed is not IDivergence divergence) return Verdict.Silent;
        var perfect = divergence.Perfect(asked.Output, asked.Targets);
        // A direction has a length, a distribution the sum 1: what shrinking made of the case may have neither.
        if (divergence is Cosine && Rows(perfect).Any(row => row.All(x => x == 0))) return Verdict.Silent;
        if (divergence is KullbackLeibler && Rows(asked.Output).Concat(Rows(perfect)).Any(row => Math.Abs(row.Sum(Math.Exp) - 1) > 1e-12)) return Verdict.Silent;
        double Bound(Tensor<double> output) => Rounding.Of(64 + 16 * output.Shape.Size, LossOracle.Magnitude(asked, output, asked.Targets));
        return All(asked.At(perfect, asked.Targets), loss => Math.Abs(loss) <= Bound(perfect), "where the output is right the loss is")
            .And(() => All(asked.Value, loss => loss >= -Bound(asked.Output), "a loss is"));
    });

    static IEnumerable<double[]> Rows(Tensor<double> tensor) => tensor.Span.ToArray().Chunk(tensor.Shape.Last);

    static Verdict All(Tensor<double> losses, Func<double, bool> right, string what) => losses.Span.ToArray().Where(loss => !right(loss)).ToArray() is { Length: > 0 } wrong
        ? Verdict.Broken(FormattableString.Invariant($"{what} {wrong[0]:R}"))
        : Verdict.Holds;
}
