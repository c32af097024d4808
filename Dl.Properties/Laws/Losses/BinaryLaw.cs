namespace Dl.Properties;

/// <summary>
/// S7: the binary cross entropy of logits is the softplus of the formula, at any size; it is the same for (z, y) and (-z, 1 - y) with the weights exchanged; and
/// where an output is certain and wrong its gradient is the whole weight, never 0. That of probabilities is the formula, up to probabilities of 10^-12.
/// </summary>
public static class BinaryLaw
{
    const double Rounding = 1e-12;

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

    static Verdict Right(LossCase asked, Tensor<double> output, string where)
    {
        var (value, oracle) = (asked.At(output, asked.Targets), LossOracle.Of(asked.Claimed, output, asked.Targets)!);
        return Verdict.Close(value, Tensor<double>.Of(value.Shape, oracle.Reduced(((IReduced)asked.Claimed).Reduction)), Rounding, () => where);
    }

    static Verdict Symmetric(LossCase asked, BinaryCrossEntropy loss)
    {
        if (loss.Weights.Count != 0 || asked.Targets is not Targets<double>.Values values) return Verdict.Holds;
        var mirrored = Tensor<double>.From(values.Numbers.Shape, [.. values.Numbers.Span.ToArray().Select(y => 1 - y)]);
        return Verdict.Close(asked.At(Ops.Negate<double>(asked.Output).Value().Value, mirrored), asked.Value, Rounding, () => "(-z, 1 - y) against (z, y)");
    }

    // The slope is sigmoid(z) m_0 - sigmoid(-z) m_1 for the masses of both classes; for a mean over their sum.
    static Verdict Saturated(LossCase asked, BinaryCrossEntropy loss, double z)
    {
        var target = z > 0 ? 0 : 1;
        var (zero, one) = Masses(loss.Weights, loss.Smoothing, target);
        var expected = (zero / (1 + Math.Exp(-z)) - one / (1 + Math.Exp(z))) / (loss.Reduction == Reduce.Mean ? zero + one : 1);
        return Verdict.Close(Slope(asked, z, target), expected, Rounding * Math.Max(1, Math.Abs(expected)), () => $"slope at the logit {z} of the target {target}");
    }

    static double Slope(LossCase asked, double output, double target) =>
        asked.GradientAt(Tensor<double>.Of([1], output), Tensor<double>.Of([1], target), value => Tensor<double>.Ones(value.Shape))[0];

    // The slope at a probability p of a true target is m_0 / (1 - p) - m_1 / p.
    static Verdict Unclipped(LossCase asked, BinaryCrossEntropyOfProbabilities loss)
    {
        const double p = 1.0 / (1L << 40);
        var (zero, one) = Masses(loss.Weights, loss.Smoothing, 1);
        var expected = (zero / (1 - p) - one / p) / (loss.Reduction == Reduce.Mean ? zero + one : 1);
        return Verdict.Close(Slope(asked, p, 1), expected, Rounding * Math.Max(1, Math.Abs(expected)), () => "slope at the probability 2^-40 of the target 1");
    }

    static (double Zero, double One) Masses(Many<double> weights, double smoothing, double target)
    {
        var y = (1 - smoothing) * target + smoothing / 2;
        return ((weights.Count == 0 ? 1 : weights[0]) * (1 - y), (weights.Count == 0 ? 1 : weights[1]) * y);
    }
}
