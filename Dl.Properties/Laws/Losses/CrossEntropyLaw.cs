namespace Dl.Properties;

/// <summary>
/// S3: the cross entropy of a softmax does not change when a number is added to all logits of a row; it is that of the formula also for logits of some 10^4, and where a class
/// without mass is ruled out by a logit of minus infinity; its gradient is (mass softmax - masses), over the sum of the weights for a mean. S4: the target that
/// this gradient shows is (1 - e) y + e / K, and sums to 1.
/// </summary>
public static class CrossEntropyLaw
{
    const double Rounding = 1e-12;

    /// <summary>S3.</summary>
    public static Law<LossCase> Stable { get; } = new("softmax", "shift invariant, right at logits of 10^4 and of minus infinity, gradient = (softmax - y) / n (S3)", asked =>
    {
        if (asked.Claimed is not CrossEntropy loss) return Verdict.Silent;
        var scale = Math.Max(1, LossOracle.Of(loss, asked.Output, asked.Targets)!.Each.Sum(Math.Abs));
        return Verdict.Close(asked.At(Map(asked.Output, (z, _) => z + 64), asked.Targets), asked.Value, 100 * Rounding * scale, () => "64 added to all logits")
            .And(() => Right(asked, loss, Map(asked.Output, (z, _) => 4096 * z), "logits times 4096"))
            .And(() => RuledOut(asked, loss) is { } output ? Right(asked, loss, output, "a class ruled out") : Verdict.Holds)
            .And(() => Right(asked, loss, asked.Output, "the logits"));
    });

    /// <summary>S4.</summary>
    public static Law<LossCase> Smoothing { get; } = new("smoothing", "the smoothed target sums to 1 and is (1 - e) y + e / K (S4)", asked =>
    {
        if (asked.Claimed is not CrossEntropy { Weights.Count: 0 } loss || loss.Smoothing == 0) return asked.Claimed is CrossEntropy ? Verdict.Holds : Verdict.Silent;
        var oracle = LossOracle.Of(loss, asked.Output, asked.Targets)!;
        var (gradient, classes) = (asked.GradientAt(asked.Output, asked.Targets, value => Tensor<double>.Ones(value.Shape)), asked.Output.Shape.Last);
        var over = loss.Reduction == Reduce.Mean ? Math.Max(1, oracle.Weights.Sum()) : 1;
        var all = Verdict.Holds;
        for (var i = 0; i < oracle.Weights.Length; i++)
        {
            if (oracle.Weights[i] == 0) continue;
            var (row, softmax) = (i, LossOracle.Softmax(asked.Output.Span.Slice(i * classes, classes)));
            var shown = softmax.Select((p, k) => p - over * gradient[row * classes + k]).ToArray();
            if (asked.Targets is Targets<double>.Labels { Classes: var labels })
                for (var k = 0; k < classes; k++)
                {
                    var at = k;
                    all = all.And(() => Verdict.Close(shown[at], (labels[row] == at ? 1 - loss.Smoothing : 0) + loss.Smoothing / classes, Rounding, () => $"target {at} of item {row}"));
                }
            all = all.And(() => Verdict.Close(shown.Sum(), oracle.Masses[row].Sum(), classes * Rounding, () => $"sum of the targets of item {row}"));
        }
        return all;
    });

    static Verdict Right(LossCase asked, CrossEntropy loss, Tensor<double> output, string where)
    {
        var oracle = LossOracle.Of(loss, output, asked.Targets)!;
        var (value, expected, classes) = (asked.At(output, asked.Targets), oracle.Reduced(loss.Reduction), output.Shape.Last);
        var gradient = asked.GradientAt(output, asked.Targets, _ => asked.Cotangent);
        var over = loss.Reduction == Reduce.Mean ? oracle.Weights.Sum() is var sum && sum > 0 ? sum : 1 : 1;
        var all = Verdict.Close(value, Tensor<double>.Of(value.Shape, expected), 100 * Rounding, () => $"{where}: the loss");
        for (var i = 0; i < output.Shape.Size; i++)
        {
            var (at, row, k) = (i, i / classes, i % classes);
            all = all.And(() =>
            {
                var slope = oracle.Masses[row].Sum() * LossOracle.Softmax(output.Span.Slice(row * classes, classes))[k] - oracle.Masses[row][k];
                var cotangent = asked.Cotangent[loss.Reduction == Reduce.None ? row : 0];
                return Verdict.Close(gradient[at], cotangent * slope / over, 100 * Rounding * Math.Max(1, Math.Abs(cotangent)), () => $"{where}: gradient {at}");
            });
        }
        return all;
    }

    // The logits with the first class that has no mass anywhere ruled out, if there is one.
    static Tensor<double>? RuledOut(LossCase asked, CrossEntropy loss)
    {
        var (masses, classes) = (LossOracle.Of(loss, asked.Output, asked.Targets)!.Masses, asked.Output.Shape.Last);
        var free = Enumerable.Range(0, classes).FirstOrDefault(k => masses.All(row => row[k] == 0), -1);
        return free < 0 || classes < 2 ? null : Map(asked.Output, (z, k) => k == free ? double.NegativeInfinity : z);
    }

    static Tensor<double> Map(Tensor<double> logits, Func<double, int, double> f) => Tensor<double>.From(logits.Shape, [.. logits.Span.ToArray().Select((z, i) => f(z, i % logits.Shape.Last))]);
}
