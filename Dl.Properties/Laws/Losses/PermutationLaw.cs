namespace Dl.Properties;

/// <summary>S9: classes have no order: with outputs and targets in reverse the loss is the same and its gradient reversed. For losses of classes without weights.</summary>
public static class PermutationLaw
{
    /// <summary>The law.</summary>
    public static Law<LossCase> Of { get; } = new("permutation", "classes in another order: the same loss, and the gradient in that order (S9)", asked =>
    {
        if (asked.Claimed is not (CrossEntropy or NegativeLogLikelihood or KullbackLeibler or ZeroOne)) return Verdict.Silent;
        if (asked.Claimed is CrossEntropy { Weights.Count: > 0 } or NegativeLogLikelihood { Weights.Count: > 0 } or CrossEntropy { Ignored.Count: > 0 } or NegativeLogLikelihood { Ignored.Count: > 0 }) return Verdict.Holds;
        var (reversed, targets) = (Reverse(asked.Output), Reverse(asked.Targets, asked.Output.Shape.Last));
        return Verdict.Close(asked.At(reversed, targets), asked.Value, 1e-12, () => "the loss of reversed classes")
            .And(() => Verdict.Close(asked.GradientAt(reversed, targets, _ => asked.Cotangent), Reverse(asked.Gradient), 1e-12, () => "the gradient of reversed classes"));
    });

    static Tensor<double> Reverse(Tensor<double> rows) => Tensor<double>.From(rows.Shape, [.. rows.Span.ToArray().Chunk(rows.Shape.Last).SelectMany(row => row.Reverse())]);

    static Targets<double> Reverse(Targets<double> targets, int classes) => targets switch
    {
        Targets<double>.Labels { Classes: var labels } => Indices.From(labels.Shape, [.. labels.Span.ToArray().Select(label => classes - 1 - label)]),
        Targets<double>.Values values => Reverse(values.Numbers),
        _ => targets,
    };
}
