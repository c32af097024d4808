namespace Dl.Properties;

/// <summary>
/// S2: the sum of a loss is that of its items, its mean the sum over the number of items, or over the sum of their weights; ignored items are not counted and
/// have no gradient. What the items' losses and weights are is computed by the formula where the loss knows classes. S8: the loss of a batch follows from those of its parts in the same way.
/// </summary>
public static class ReductionLaw
{
    /// <summary>The relative error of sums of a few hundred terms of one sign.</summary>
    const double Rounding = 1e-12;

    /// <summary>S2.</summary>
    public static Law<LossCase> Means { get; } = new("mean", "sum = sum, mean = sum / count of what counts, weighted mean = sum(w l) / sum w, and no gradient where nothing counts (S2)", asked =>
    {
        if (asked.Claimed is not IReduced reduced) return Verdict.Silent;
        var oracle = LossOracle.Of(reduced, asked.Output, asked.Targets)
            ?? new(asked.Value is var value && reduced.Reduction == Reduce.None ? value.Span.ToArray() : Each(reduced, asked), LossOracle.WeightsOf(asked, asked.Output, asked.Targets), []);
        var (claimed, expected) = (asked.Value, oracle.Reduced(reduced.Reduction));
        var all = Verdict.If(claimed.Shape.Size == expected.Length, () => $"{expected.Length} losses are due, but there are {claimed.Shape.Size}");
        var scale = Math.Max(1, oracle.Each.Max(Math.Abs) * (reduced.Reduction == Reduce.Sum ? expected.Length : 1));
        for (var i = 0; i < expected.Length; i++)
        {
            var at = i;
            all = all.And(() => Verdict.Close(claimed[at], expected[at], Rounding * scale, () => $"{reduced.Reduction} entry {at}"));
        }
        return oracle.Masses.Length == 0 ? all : all.And(() => Silenced(asked, oracle));
    });

    /// <summary>S8.</summary>
    public static Law<LossCase> Splits { get; } = new("split", "the loss of a batch is the sum, or the mean by weight, of those of its parts (S8)", asked =>
    {
        if (asked.Claimed is not IReduced { Reduction: not Reduce.None } reduced || asked.Output.Shape[0] < 2) return asked.Claimed is IReduced ? Verdict.Holds : Verdict.Silent;
        var (items, half) = (asked.Output.Shape[0], asked.Output.Shape[0] / 2);
        var parts = new[] { (0, half), (half, items - half) }.Select(part =>
        {
            var (output, targets) = (LossCase.Items(asked.Output, part.Item1, part.Item2), LossCase.Items(asked.Targets, part.Item1, part.Item2));
            return (Loss: asked.At(output, targets).ToScalar(), Weight: reduced.Reduction == Reduce.Sum ? 1 : LossOracle.WeightsOf(asked, output, targets).Sum());
        }).ToArray();
        var all = reduced.Reduction == Reduce.Sum ? 1 : parts.Sum(part => part.Weight);
        var expected = all == 0 ? 0 : parts.Sum(part => part.Loss * part.Weight) / all;
        return Verdict.Close(asked.Value.ToScalar(), expected, Rounding * Math.Max(1, parts.Max(part => Math.Abs(part.Loss))), () => $"{items} items at once against {half} and {items - half}");
    });

    static double[] Each(IReduced reduced, LossCase asked) => reduced.By(Reduce.None).Of<double>(asked.Output, asked.Targets).Value().Value.Span.ToArray();

    static Verdict Silenced(LossCase asked, LossOracle oracle)
    {
        var (gradient, classes) = (asked.Gradient, asked.Output.Shape.Last);
        for (var i = 0; i < oracle.Weights.Length; i++)
            if (oracle.Weights[i] == 0 && gradient.Span.Slice(i * classes, classes).ContainsAnyExcept(0.0, -0.0))
                return Verdict.Broken($"item {i} does not count, but has a gradient");
        return Verdict.Holds;
    }
}
