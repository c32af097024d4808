namespace Dl.Properties;

/// <summary>Losses.</summary>
static class LossRows
{
    public static Many<OpRow> All { get; } =
    [
        OpRow.Of("mse", ["prediction", "target"], c => new MeanSquaredError(Reduction(c)).Of(c["prediction"], c["target"].Value)) with { Attributes = ["reduction"] },
        OpRow.Of("cross_entropy", ["logits", "labels"], CrossEntropy) with { Optional = ["class_weights"], Attributes = ["reduction", "label_smoothing"] },
        OpRow.Of("nll", ["log_probabilities", "labels"], LogLikelihood) with { Attributes = ["reduction"] },
        OpRow.Of("l1", ["prediction", "target"], Absolute) with { Attributes = ["reduction"] },
        OpRow.Of("huber", ["prediction", "target"], Huber) with { Attributes = ["reduction", "delta"] },
        OpRow.Of("binary_cross_entropy", ["probabilities", "target"], Binary) with { Attributes = ["reduction"] },
        OpRow.Of("binary_cross_entropy_with_logits", ["logits", "target"], BinaryOfLogits) with { Attributes = ["reduction"] },
        OpRow.Of("gaussian_nll", ["mean", "variance", "target"], Gaussian) with { Attributes = ["reduction", "full"] },
        OpRow.Of("kl_divergence", ["log_probabilities", "target"], Divergence) with { Attributes = ["reduction"] },
        OpRow.Of("hinge_embedding", ["x", "target"], Hinge) with { Attributes = ["reduction", "margin"] },
        OpRow.Of("triplet_margin", ["anchor", "positive", "negative"], Triplet) with { Attributes = ["reduction", "margin", "p", "epsilon"] },
    ];

    static Reduce Reduction(OpCall c) => c.Attributes.OneOf("reduction", "mean", "sum", "none") switch { "mean" => Reduce.Mean, "sum" => Reduce.Sum, _ => Reduce.None };

    static Diff<double, Var<double>> Reduced(OpCall c, Var<double> each) => Reduction(c) switch
    {
        Reduce.Mean => Ops.Mean(each),
        Reduce.Sum => Ops.Sum(each),
        _ => Diff.Return<double, Var<double>>(each),
    };

    static Diff<double, Var<double>> CrossEntropy(OpCall c)
    {
        var (logits, labels, smoothing) = (c["logits"], c.Whole("labels"), c.Attributes.Number("label_smoothing", 0));
        if (!c.Has("class_weights")) return new CrossEntropy(Reduction(c)).Of(logits, smoothing == 0 ? labels : Smoothed(labels, logits.Shape, smoothing));
        if (smoothing != 0) throw new DlException("label_smoothing together with class_weights is not supported");
        var (all, reduction) = (c["class_weights"].Value, Reduction(c));
        if (logits.Shape.Rank != 2 || all.Shape != Shape.Of(logits.Shape[1])) throw new DlException($"class_weights of shape {all.Shape} for logits {logits.Shape} are not supported");
        var weights = Tensor<double>.Of(labels.Shape, [.. labels.Span.ToArray().Select(label => label >= 0 && label < all.Shape.Size ? all[label] : double.NaN)]);
        return
            from each in new CrossEntropy(Reduce.None).Of(logits, labels)
            from weighted in Ops.Multiply(each, weights)
            from loss in reduction switch
            {
                // The weighted mean: over the sum of the weights, not over the number of items.
                Reduce.Mean => Ops.Sum(weighted).Bind(sum => Ops.Scale(sum, 1 / weights.Span.ToArray().Sum())),
                _ => Reduced(c, weighted),
            }
            select loss;
    }

    static Targets<double> Smoothed(Indices labels, Shape shape, double smoothing) =>
        Ops.Add(Ops.Scale<double>(CompositeRows.OneHot(labels, shape.Last), 1 - smoothing).Value(), Tensor<double>.Scalar(smoothing / shape.Last)).Value().Value;

    static Diff<double, Var<double>> LogLikelihood(OpCall c) =>
        from picked in Ops.Pick(c["log_probabilities"], c.Whole("labels"))
        from each in Ops.Negate(picked)
        from loss in Reduced(c, each)
        select loss;

    static Diff<double, Var<double>> Absolute(OpCall c) =>
        from error in Ops.Subtract(c["prediction"], c["target"])
        from each in CompositeRows.Absolute(error)
        from loss in Reduced(c, each)
        select loss;

    // With a = |error| and m = min(a, delta): m^2 / 2 + delta (a - m).
    static Diff<double, Var<double>> Huber(OpCall c) =>
        from error in Ops.Subtract(c["prediction"], c["target"])
        from a in CompositeRows.Absolute(error)
        from less in CompositeRows.Plus(a, -c.Attributes.Number("delta"))
        from beyond in Ops.Relu(less)
        from m in Ops.Subtract(a, beyond)
        from square in Ops.Multiply(m, m)
        from half in Ops.Scale(square, 0.5)
        from linear in Ops.Scale(beyond, c.Attributes.Number("delta"))
        from each in Ops.Add(half, linear)
        from loss in Reduced(c, each)
        select loss;

    // -(t ln p + (1 - t) ln (1 - p)).
    static Diff<double, Var<double>> Binary(OpCall c) =>
        from q in Ops.Subtract(Tensor<double>.Scalar(1), c["probabilities"])
        from s in Ops.Subtract(Tensor<double>.Scalar(1), c["target"])
        from logP in Ops.Log(c["probabilities"])
        from logQ in Ops.Log(q)
        from left in Ops.Multiply(logP, c["target"])
        from right in Ops.Multiply(logQ, s)
        from sum in Ops.Add(left, right)
        from each in Ops.Negate(sum)
        from loss in Reduced(c, each)
        select loss;

    // ln (1 + exp z) - z t.
    static Diff<double, Var<double>> BinaryOfLogits(OpCall c) =>
        from plus in CompositeRows.Softplus(c["logits"])
        from product in Ops.Multiply(c["logits"], c["target"])
        from each in Ops.Subtract(plus, product)
        from loss in Reduced(c, each)
        select loss;

    // (ln v + (m - t)^2 / v) / 2, and with `full` ln (2 pi) / 2 more.
    static Diff<double, Var<double>> Gaussian(OpCall c) =>
        from error in Ops.Subtract(c["mean"], c["target"])
        from square in Ops.Multiply(error, error)
        from share in Ops.Divide(square, c["variance"])
        from logs in Ops.Log(c["variance"])
        from sum in Ops.Add(logs, share)
        from shifted in CompositeRows.Plus(sum, c.Attributes.Flag("full", false) ? Math.Log(2 * Math.PI) : 0)
        from each in Ops.Scale(shifted, 0.5)
        from loss in Reduced(c, each)
        select loss;

    // t (ln t - ln p); the mean is that over the batch, or over all numbers.
    static Diff<double, Var<double>> Divergence(OpCall c)
    {
        var batch = c.Attributes.OneOf("reduction", "mean", "sum", "none", "batchmean") == "batchmean";
        return
            from logs in Ops.Log(c["target"])
            from distance in Ops.Subtract(logs, c["log_probabilities"])
            from each in Ops.Multiply(distance, c["target"])
            from loss in batch ? Ops.Sum(each).Bind(sum => Ops.Scale(sum, 1.0 / each.Shape[0])) : Reduced(c, each)
            select loss;
    }

    // x where t is 1, max(0, margin - x) where t is -1.
    static Diff<double, Var<double>> Hinge(OpCall c)
    {
        var target = c["target"].Value;
        if (target.Span.ContainsAnyExcept(1, -1)) throw new DlException("targets other than 1 and -1 are not supported");
        return
            from same in Ops.Scale(c["target"], 0.5).Bind(half => CompositeRows.Plus(half, 0.5))
            from other in Ops.Subtract(Tensor<double>.Scalar(1), same)
            from near in Ops.Multiply(c["x"], same)
            from below in Ops.Subtract(Tensor<double>.Scalar(c.Attributes.Number("margin")), c["x"])
            from cut in Ops.Relu(below)
            from far in Ops.Multiply(cut, other)
            from each in Ops.Add(near, far)
            from loss in Reduced(c, each)
            select loss;
    }

    // max(0, |a - p| - |a - n| + margin), where epsilon is added to the differences.
    static Diff<double, Var<double>> Triplet(OpCall c)
    {
        if (c.Attributes.Number("p") != 2) throw c.Attributes.Unsupported("p");
        var (margin, epsilon) = (c.Attributes.Number("margin"), c.Attributes.Number("epsilon"));
        return
            from near in Distance(c["anchor"], c["positive"], epsilon)
            from far in Distance(c["anchor"], c["negative"], epsilon)
            from difference in Ops.Subtract(near, far)
            from shifted in CompositeRows.Plus(difference, margin)
            from each in Ops.Relu(shifted)
            from loss in Reduced(c, each)
            select loss;
    }

    static Diff<double, Var<double>> Distance(Var<double> x, Var<double> y, double epsilon) =>
        from difference in Ops.Subtract(x, y)
        from shifted in CompositeRows.Plus(difference, epsilon)
        from squares in Ops.Multiply(shifted, shifted)
        from sum in Ops.Sum(squares, -1)
        from distance in Ops.Sqrt(sum)
        select distance;
}
