namespace Dl.Properties;

/// <summary>
/// S2: the sum of a loss is that of its items, its mean the sum over the number of items, or over the sum of their weights; ignored items are not counted and
/// have no gradient. What the items' losses and weights are is computed by the formula where the loss knows classes. S8: the loss of a batch follows from those of its parts in the same way.
/// </summary>
public static class ReductionLaw
{
    /// <summary>S2.</summary>
    public static Law<LossCase> Means { get; } = new("mean", "sum = sum, mean = sum / count of what counts, weighted mean = sum(w l) / sum w, and no gradient where nothing counts (S2)", asked =>
    {
        if (asked.Claimed is not IReduced reduced) return Verdict.Silent;
        var oracle = LossOracle.Of(reduced, asked.Output, asked.Targets) ?? Unknown(reduced, asked);
        return oracle.Allows(asked.Value, reduced.Reduction, () => $"{reduced.Reduction}")
            .And(() => oracle.Masses.Length == 0 ? Verdict.Silent : Silenced(asked, oracle));
    });

    /// <summary>S8.</summary>
    public static Law<LossCase> Splits { get; } = new("split", "the loss of a batch is that of its parts: one behind the other, their sum, or their mean by weight (S8)", asked =>
    {
        if (asked.Claimed is not IReduced reduced || asked.Output.Shape[0] < 2) return Verdict.Silent;
        var (items, half) = (asked.Output.Shape[0], asked.Output.Shape[0] / 2);
        var parts = new[] { (0, half), (half, items - half) }.Select(part =>
        {
            var (output, targets) = (LossCase.Items(asked.Output, part.Item1, part.Item2), LossCase.Items(asked.Targets, part.Item1, part.Item2));
            return (Loss: asked.At(output, targets), Weight: reduced.Reduction == Reduce.Mean ? LossOracle.WeightsOf(asked, output, targets).Sum() : 1);
        }).ToArray();
        var all = reduced.Reduction == Reduce.Mean ? parts.Sum(part => part.Weight) : 1;
        double[] expected = reduced.Reduction == Reduce.None
            ? [.. parts.SelectMany(part => part.Loss.Span.ToArray())]
            : [all == 0 ? 0 : parts.Sum(part => part.Loss.ToScalar() * part.Weight) / all];
        var value = asked.Value;
        var bound = all == 0 ? 0 : Rounding.Of(64 + 16 * asked.Output.Shape.Size, LossOracle.Magnitude(asked, asked.Output, asked.Targets)) / all;
        var verdict = Verdict.If(value.Shape.Size == expected.Length, () => $"{items} items have {value.Shape.Size} losses, their parts {expected.Length}");
        for (var i = 0; i < expected.Length; i++)
        {
            var at = i;
            verdict = verdict.And(() => Verdict.Close(value[at], expected[at], bound, () => $"{items} items at once against {half} and {items - half}, entry {at}"));
        }
        return verdict;
    });

    // Of a loss without an oracle the items are its own, and all count alike.
    static LossOracle Unknown(IReduced reduced, LossCase asked)
    {
        var each = reduced.Reduction == Reduce.None ? asked.Value.Span.ToArray() : Each(reduced, asked);
        return new(each, LossOracle.WeightsOf(asked, asked.Output, asked.Targets), [], [.. each.Select(Math.Abs)], 4);
    }

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
