namespace Dl.Properties;

/// <summary>L9: the dropout family. Each speaks of what claims to be one.</summary>
public static class DropoutLaw
{
    const int Draws = 1024;

    /// <summary>Kept numbers are x / (1 - rate) (x itself in the original form), the gradient meets the same mask, use is the identity (or 1 - rate).</summary>
    public static Law<LayerCase> Kept { get; } = new("kept", "what is kept is exactly x/(1-rate), the gradient meets the same mask, in use and at rate 0 nothing changes (L9)", asked =>
    {
        if (Of(asked) is not { } claimed) return Verdict.Silent;
        var (learned, used, pulled) = (asked.Run(Mode.Train), asked.Run(Mode.Infer), asked.Pulled());
        var all = Verdict.Close(used, asked.Batch.Mapped((x, _) => x * claimed.InUse), 4e-16, () => "in use");
        for (var i = 0; i < learned.Shape.Size; i++)
        {
            var (x, y, at) = (asked.Batch[i], learned[i], i);
            if (x == 0) continue;
            var factor = y / x;
            all = all
                .And(() => claimed.Noisy || (factor == 0 && claimed.Rate > 0) ? Verdict.Holds : Verdict.Close(y, x * claimed.Factor, 4e-16 * Math.Abs(y), () => $"entry {at}, which is kept"))
                .And(() => claimed.Rate == 0 ? Verdict.If(y == x, () => $"entry {at} changed at rate 0") : Verdict.Holds)
                .And(() => Verdict.Close(pulled[at], asked.Cotangent[at] * factor, 1e-14 * (1 + Math.Abs(pulled[at])), () => $"the gradient of entry {at}"));
            if (claimed.Whole && asked.Batch.Shape.Example.Size is var size && i % size + asked.Batch.Shape.Last < size && asked.Batch[i + asked.Batch.Shape.Last] != 0)
                all = all.And(() => Verdict.If(learned[at] == 0 == (learned[at + asked.Batch.Shape.Last] == 0), () => $"of the channel of entry {at} a part is dropped and a part kept"));
        }
        return all;
    });

    /// <summary>As many are dropped as the rate says; normal noise has mean 1 and variance rate / (1 - rate).</summary>
    public static Law<LayerCase> Rate { get; } = new("rate", "of many numbers the share of the rate is dropped, so that the mean in learning is the value in use (L9)", asked =>
    {
        if (Of(asked) is not { } claimed) return Verdict.Silent;
        var example = asked.Batch.Shape.Example;
        var groups = claimed.Whole ? example.Last : example.Size;
        var ones = Tensor<double>.Ones(example.Batch((Draws + groups - 1) / groups));
        var y = (asked with { Batch = ones }).Run(Mode.Train).Span.ToArray();
        var independent = (double)groups * ones.Shape[0];
        if (!claimed.Noisy)
        {
            var dropped = y.Count(value => value == 0) * independent / y.Length;
            return Verdict.Close(dropped, claimed.Rate * independent, NormCase.Bernstein(claimed.Rate, independent), () => $"dropped of {independent}");
        }
        var (mean, variance, sought) = (y.Average(), y.Average(value => (value - 1) * (value - 1)), claimed.Rate / (1 - claimed.Rate));
        return Verdict.Close(mean, 1, 1e-12 + 6 * Math.Sqrt(sought / independent), () => "the mean of the noise")
            .And(() => Verdict.Close(variance, sought, 1e-12 + 8 * sought * Math.Sqrt(2 / independent), () => "the variance of the noise"));
    });

    /// <summary>
    /// Dropout as 2^N networks (Goodfellow et al., 2013): over all masks, each with its probability, the geometric mean of softmax regressions,
    /// normalised, is the regression of what the layer gives in use: exactly, because logits are linear in the mask.
    /// </summary>
    public static Law<LayerCase> Ensemble { get; } = new("ensemble", "the normalised geometric mean of the softmax regressions of all masks is that of the value in use", asked =>
    {
        if (Claimed.By(asked.Layer) is not Dropout dropout) return Verdict.Silent;
        var (learned, used, inputs) = (asked.Run(Mode.Train), asked.Run(Mode.Infer), Math.Min(6, asked.Batch.Shape.Example.Size));
        var kept = Enumerable.Range(0, learned.Shape.Size).Where(i => learned[i] != 0 && asked.Batch[i] != 0).Select(i => learned[i] / asked.Batch[i]).FirstOrDefault(double.NaN);
        if (!double.IsFinite(kept)) return Verdict.Silent;
        var (weight, bias) = (Examples.Any(Key.Of(37), [inputs, 3]), Examples.Any(Key.Of(38), [3]));
        double[] Logs(Func<int, double> x)
        {
            var logits = Enumerable.Range(0, 3).Select(c => bias[c] + Enumerable.Range(0, inputs).Sum(i => x(i) * weight[i * 3 + c])).ToArray();
            return Normalised(logits);
        }
        var mean = new double[3];
        for (var mask = 0; mask < 1 << inputs; mask++)
        {
            var m = mask;
            var probability = Enumerable.Range(0, inputs).Aggregate(1.0, (p, i) => p * ((m >> i & 1) == 1 ? 1 - dropout.Rate : dropout.Rate));
            var logs = Logs(i => (m >> i & 1) * asked.Batch[i] * kept);
            for (var c = 0; c < 3; c++) mean[c] += probability * logs[c];
        }
        return Verdict.Close(Tensor<double>.From([3], [.. Normalised(mean)]), Tensor<double>.From([3], [.. Logs(i => used[i])]), 1e-12, () => "the logarithm of the geometric mean");
    });

    static double[] Normalised(double[] logits) => logits.Max() is var max && max + Math.Log(logits.Sum(z => Math.Exp(z - max))) is var total ? [.. logits.Select(z => z - total)] : [];

    static Family? Of(LayerCase asked) => Claimed.By(asked.Layer) switch
    {
        Dropout d => new(d.Rate, d.Original ? 1 : 1 / (1 - d.Rate), d.Original ? 1 - d.Rate : 1),
        SpatialDropout d => new(d.Rate, 1 / (1 - d.Rate), 1) { Whole = true },
        GaussianDropout d => new(d.Rate, 1, 1) { Noisy = d.Rate > 0 },
        _ => null,
    };

    /// <summary>What is multiplied by what is kept, and in use; whether whole channels drop together, or nothing quite drops.</summary>
    sealed record Family(double Rate, double Factor, double InUse)
    {
        public bool Whole { get; init; }

        public bool Noisy { get; init; }
    }
}
