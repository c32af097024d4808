namespace Dl.Properties;

/// <summary>S9: classes have no order: with outputs and targets in reverse the loss is the same and its gradient reversed. For losses of classes.</summary>
public static class PermutationLaw
{
    /// <summary>The law.</summary>
    public static Law<LossCase> Of { get; } = new("permutation", "classes in another order, their weights too: the same loss, and the gradient in that order (S9)", asked =>
    {
        if (asked.Claimed is not (CrossEntropy or NegativeLogLikelihood or KullbackLeibler or ZeroOne)) return Verdict.Silent;
        if (Renamed(asked, asked.Output.Shape.Last) is not { } renamed) return Verdict.Silent;
        var other = asked with { Loss = renamed, Output = Reverse(asked.Output), Targets = Reverse(asked.Targets, asked.Output.Shape.Last) };
        var (value, gradient, found, pulled) = (asked.Value, Reverse(asked.Gradient), other.Value, other.Gradient);
        var bound = Rounding.Of(64 + 16 * asked.Output.Shape.Size, LossOracle.Magnitude(asked, asked.Output, asked.Targets));
        // A mean divides by as much as its magnitudes count at least, or by the number of items.
        if (asked.Claimed is IReduced { Reduction: Reduce.Mean } && LossOracle.Of(asked.Claimed, asked.Output, asked.Targets) is { } oracle && oracle.Weights.Sum() is > 0 and var sum) bound /= sum;
        var slack = bound * Math.Max(1, asked.Cotangent.Span.ToArray().Select(Math.Abs).DefaultIfEmpty().Max());
        return Alike(found, value, bound, "the loss of reversed classes").And(() => Alike(pulled, gradient, slack, "the gradient of reversed classes"));
    });

    static Verdict Alike(Tensor<double> found, Tensor<double> expected, double bound, string where) => found.Shape != expected.Shape
        ? Verdict.Broken($"{where} has the shape {found.Shape}, not {expected.Shape}")
        : Enumerable.Range(0, expected.Shape.Size).Aggregate(Verdict.Holds, (all, i) => all.And(() => Verdict.Close(found[i], expected[i], bound, () => $"{where}, entry {i}")));

    // The loss with the weights and the ignored classes in reverse; null for a wrong twin, whose settings cannot be changed.
    static ILoss? Renamed(LossCase asked, int classes)
    {
        Many<int> Ignored(Many<int> ignored) => ignored.Map(label => label >= 0 ? classes - 1 - label : label);
        return (asked.Loss, asked.Claimed) switch
        {
            (CrossEntropy loss, _) => loss with { Weights = loss.Weights.Reverse().ToMany(), Ignored = Ignored(loss.Ignored) },
            (NegativeLogLikelihood loss, _) => loss with { Weights = loss.Weights.Reverse().ToMany(), Ignored = Ignored(loss.Ignored) },
            (_, CrossEntropy { Weights.Count: > 0 } or CrossEntropy { Ignored.Count: > 0 } or NegativeLogLikelihood { Weights.Count: > 0 } or NegativeLogLikelihood { Ignored.Count: > 0 }) => null,
            _ => asked.Loss,
        };
    }

    static Tensor<double> Reverse(Tensor<double> rows) => Tensor<double>.From(rows.Shape, [.. rows.Span.ToArray().Chunk(rows.Shape.Last).SelectMany(row => row.Reverse())]);

    static Targets<double> Reverse(Targets<double> targets, int classes) => targets switch
    {
        Targets<double>.Labels { Classes: var labels } => Indices.From(labels.Shape, [.. labels.Span.ToArray().Select(label => label >= 0 ? classes - 1 - label : label)]),
        Targets<double>.Values values => Reverse(values.Numbers),
        _ => targets,
    };
}
