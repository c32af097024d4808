namespace Dl.Properties;

/// <summary>
/// S7: the binary cross entropy of logits is the softplus of the formula, at any size; it is the same for (z, y) and (-z, 1 - y) with the weights exchanged; and
/// where an output is certain and wrong its gradient is the whole weight, never 0. That of probabilities is the formula, up to probabilities of 10^-12.
/// </summary>
public static class BinaryLaw
{
    /// <summary>The law.</summary>
    public static Law<LossCase> Of { get; } = new("binary", "the softplus form, symmetric, and a gradient where it is certain and wrong (S7)", asked => asked.Claimed switch
    {
        BinaryCrossEntropy loss => Right(asked, asked.Output, "the logits")
            .And(() => Right(asked, Ops.Scale<double>(asked.Output, 16).Value().Value, "logits times 16"))
            .And(() => Symmetric(asked, loss))
            .And(() => Saturated(asked, loss, 40)).And(() => Saturated(asked, loss, -40)),
        BinaryCrossEntropyOfProbabilities loss => Right(asked, asked.Output, "the probabilities")
            .And(() => Unclipped(asked, loss)),
        _ => Verdict.Silent,
    });

    static Verdict Right(LossCase asked, Tensor<double> output, string where) =>
        LossOracle.Of(asked.Claimed, output, asked.Targets)!.Allows(asked.At(output, asked.Targets), ((IReduced)asked.Claimed).Reduction, () => where);

    // Of a wrong twin the weights cannot be exchanged.
    static Verdict Symmetric(LossCase asked, BinaryCrossEntropy loss)
    {
        if ((loss.Weights.Count == 0 ? asked.Loss : asked.Loss is BinaryCrossEntropy own ? own with { Weights = [own.Weights[1], own.Weights[0]] } : null) is not { } exchanged) return Verdict.Silent;
        var (value, oracle) = (asked.Value, LossOracle.Of(loss, asked.Output, asked.Targets)!);
        var mirrored = (asked with { Loss = exchanged }).At(Ops.Negate<double>(asked.Output).Value().Value, Mirrored(asked.Targets));
        var bounds = oracle.Bounds(loss.Reduction);
        return Enumerable.Range(0, value.Shape.Size).Aggregate(Verdict.Holds, (all, i) => all.And(() => Verdict.Close(mirrored[i], value[i], 2 * bounds[i], () => $"(-z, 1 - y) against (z, y), entry {i}")));
    }

    static Targets<double> Mirrored(Targets<double> targets) => targets switch
    {
        Targets<double>.Labels { Classes: var labels } => Indices.From(labels.Shape, [.. labels.Span.ToArray().Select(label => 1 - label)]),
        Targets<double>.Values { Numbers: var numbers } => Tensor<double>.From(numbers.Shape, [.. numbers.Span.ToArray().Select(y => 1 - y)]),
        _ => targets,
    };

    // The slope is sigmoid(z) m_0 - sigmoid(-z) m_1 for the masses of both classes; for a mean over their sum.
    static Verdict Saturated(LossCase asked, BinaryCrossEntropy loss, double z)
    {
        var target = z > 0 ? 0 : 1;
        var (zero, one) = Masses(loss.Weights, loss.Smoothing, target);
        var over = loss.Reduction == Reduce.Mean ? zero + one : 1;
        // Of a mean over nothing nothing is asked.
        return over == 0 ? Verdict.Silent
            : Verdict.Close(Slope(asked, z, target), (zero / (1 + Math.Exp(-z)) - one / (1 + Math.Exp(z))) / over, Rounding.Of(32, (zero + one) / over), () => $"slope at the logit {z} of the target {target}");
    }

    static double Slope(LossCase asked, double output, double target) =>
        asked.GradientAt(Tensor<double>.Of([1], output), Tensor<double>.Of([1], target), value => Tensor<double>.Ones(value.Shape))[0];

    // The slope at a probability p of a true target is m_0 / (1 - p) - m_1 / p.
    static Verdict Unclipped(LossCase asked, BinaryCrossEntropyOfProbabilities loss)
    {
        const double p = 1.0 / (1L << 40);
        var (zero, one) = Masses(loss.Weights, loss.Smoothing, 1);
        var over = loss.Reduction == Reduce.Mean ? zero + one : 1;
        return over == 0 ? Verdict.Silent : Verdict.Close(Slope(asked, p, 1), (zero / (1 - p) - one / p) / over, Rounding.Of(32, (zero / (1 - p) + one / p) / over), () => "slope at the probability 2^-40 of the target 1");
    }

    static (double Zero, double One) Masses(Many<double> weights, double smoothing, double target)
    {
        var y = (1 - smoothing) * target + smoothing / 2;
        return ((weights.Count == 0 ? 1 : weights[0]) * (1 - y), (weights.Count == 0 ? 1 : weights[1]) * y);
    }
}
