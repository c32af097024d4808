namespace Dl.Properties;

/// <summary>Losses, by the library's own.</summary>
static class LossRows
{
    public static Many<OpRow> All { get; } =
    [
        Elementwise("mse", c => new MeanSquaredError(Reduction(c))),
        Elementwise("l1", c => new MeanAbsoluteError(Reduction(c))),
        Elementwise("huber", c => new Huber(c.Attributes.Number("delta"), Reduction(c)), "delta"),
        Elementwise("smooth_l1", c => new SmoothL1(c.Attributes.Number("beta"), Reduction(c)), "beta"),
        OpRow.Of("cross_entropy", ["logits", "labels"], CrossEntropy) with { Optional = ["class_weights"], Attributes = ["reduction", "label_smoothing"] },
        OpRow.Of("nll", ["log_probabilities", "labels"], c => new NegativeLogLikelihood(Weights(c), [], Reduction(c)).Of(c["log_probabilities"], c.Whole("labels"))) with { Optional = ["class_weights"], Attributes = ["reduction"] },
        OpRow.Of("binary_cross_entropy", ["probabilities", "target"], c => new BinaryCrossEntropyOfProbabilities(Reduction(c)).Of(c["probabilities"], c["target"].Value)) with { Attributes = ["reduction"] },
        OpRow.Of("binary_cross_entropy_with_logits", ["logits", "target"], c => new BinaryCrossEntropy(Reduction(c)).Of(c["logits"], c["target"].Value)) with { Attributes = ["reduction"] },
        OpRow.Of("gaussian_nll", ["mean", "variance", "target"], c => new GaussianNegativeLogLikelihood(c.Attributes.Flag("full", false), Reduction: Reduction(c)).Of(c["mean"], c["variance"], c["target"])) with { Attributes = ["reduction", "full"] },
        OpRow.Of("kl_divergence", ["log_probabilities", "target"], Divergence) with { Attributes = ["reduction"] },
        OpRow.Of("hinge_embedding", ["x", "target"], c => new HingeEmbedding(c.Attributes.Number("margin"), Reduction(c)).Of(c["x"], c["target"].Value)) with { Attributes = ["reduction", "margin"] },
        OpRow.Of("triplet_margin", ["anchor", "positive", "negative"], Triplet) with { Attributes = ["reduction", "margin", "p", "epsilon"] },
    ];

    static OpRow Elementwise(string op, Func<OpCall, ILoss> loss, params string[] attributes) =>
        OpRow.Of(op, ["prediction", "target"], c => loss(c).Of(c["prediction"], c["target"].Value)) with { Attributes = [.. attributes, "reduction"] };

    static Reduce Reduction(OpCall c) => c.Attributes.OneOf("reduction", "mean", "sum", "none") switch { "mean" => Reduce.Mean, "sum" => Reduce.Sum, _ => Reduce.None };

    static Many<double> Weights(OpCall c) => c.Has("class_weights") ? c["class_weights"].Value.Span.ToArray().ToMany() : [];

    // With weights and smoothing together the means differ by convention: PyTorch divides by the weights of the classes themselves.
    static Diff<double, Var<double>> CrossEntropy(OpCall c) => c.Attributes.Number("label_smoothing", 0) is var smoothing && smoothing != 0 && c.Has("class_weights")
        ? throw new DlException("label_smoothing together with class_weights is not supported")
        : new CrossEntropy(Weights(c), [], smoothing, Reduction(c)).Of(c["logits"], c.Whole("labels"));

    // "batchmean" is the mean over the items, "mean" that over all numbers, "none" keeps each number.
    static Diff<double, Var<double>> Divergence(OpCall c) => c.Attributes.OneOf("reduction", "mean", "sum", "none", "batchmean") switch
    {
        "batchmean" => new KullbackLeibler().Of(c["log_probabilities"], c["target"].Value),
        "mean" => new KullbackLeibler(Reduce.Sum).Of(c["log_probabilities"], c["target"].Value).Bind(sum => Ops.Scale(sum, 1.0 / c["target"].Shape.Size)),
        "sum" => new KullbackLeibler(Reduce.Sum).Of(c["log_probabilities"], c["target"].Value),
        _ => throw c.Attributes.Unsupported("reduction"),
    };

    static Diff<double, Var<double>> Triplet(OpCall c) => c.Attributes.Number("p") == 2
        ? new Triplet(c.Attributes.Number("margin"), c.Attributes.Number("epsilon"), Reduction(c)).Of(c["anchor"], c["positive"], c["negative"])
        : throw c.Attributes.Unsupported("p");
}
