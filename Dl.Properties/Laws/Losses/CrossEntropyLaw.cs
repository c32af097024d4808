namespace Dl.Properties;

/// <summary>
/// S3: the cross entropy of a softmax does not change when a number is added to all logits of a row; it is that of the formula also for logits of some 10^4, and where a class
/// without mass is ruled out by a logit of minus infinity; its gradient is (mass softmax - masses), over the sum of the weights for a mean. S4: the target that
/// this gradient shows is (1 - e) y + e / K, and sums to 1.
/// </summary>
public static class CrossEntropyLaw
{
    /// <summary>S3.</summary>
    public static Law<LossCase> Stable { get; } = new("softmax", "shift invariant, right at logits of 10^4 and of minus infinity, the same for a class and for all mass on it, gradient = (softmax - y) / n (S3)", asked =>
    {
        if (asked.Claimed is not CrossEntropy loss) return Verdict.Silent;
        return Shifted(asked, loss)
            .And(() => Right(asked, loss, Map(asked.Output, (z, _) => 4096 * z), "logits times 4096"))
            .And(() => RuledOut(asked, loss))
            .And(() => AsMasses(asked, loss) is { } masses ? Right(masses, loss, masses.Output, "classes as masses").And(() => RuledOut(masses, loss)) : Verdict.Silent)
            .And(() => Right(asked, loss, asked.Output, "the logits"));
    });

    /// <summary>S4.</summary>
    public static Law<LossCase> Smoothing { get; } = new("smoothing", "the target that the gradient shows is (1 - e) y + e / K, times the weight of the class, and without weights sums to 1 (S4)", asked =>
    {
        if (asked.Claimed is not CrossEntropy loss) return Verdict.Silent;
        var oracle = LossOracle.Of(loss, asked.Output, asked.Targets)!;
        var (gradient, classes) = (asked.GradientAt(asked.Output, asked.Targets, value => Tensor<double>.Ones(value.Shape)), asked.Output.Shape.Last);
        var over = loss.Reduction == Reduce.Mean && oracle.Weights.Sum() is var sum && sum > 0 ? sum : 1;
        var all = Verdict.Silent;
        for (var i = 0; i < oracle.Weights.Length; i++)
        {
            if (oracle.Weights[i] == 0) continue;
            var (row, mass, softmax) = (i, oracle.Masses[i].Sum(), LossOracle.Softmax(asked.Output.Span.Slice(i * classes, classes)));
            var shown = softmax.Select((p, k) => mass * p - over * gradient[row * classes + k]).ToArray();
            var bound = Slack(asked.Output, mass);
            for (var k = 0; k < classes; k++)
            {
                var at = k;
                var (weight, y) = (loss.Weights.Count == 0 ? 1 : loss.Weights[k], Target(asked.Targets, row, k, classes));
                var whole = asked.Targets is Targets<double>.Labels ? 1 : Enumerable.Range(0, classes).Sum(j => Target(asked.Targets, row, j, classes));
                all = all.And(() => Verdict.Close(shown[at], weight * ((1 - loss.Smoothing) * y + loss.Smoothing * whole / classes), bound, () => $"target {at} of item {row}"));
            }
            if (loss.Weights.Count == 0 && asked.Targets is Targets<double>.Labels)
                all = all.And(() => Verdict.Close(shown.Sum(), 1, classes * bound, () => $"sum of the targets of item {row}"));
        }
        return all;
    });

    static double Target(Targets<double> targets, int row, int k, int classes) => targets is Targets<double>.Labels { Classes: var labels }
        ? labels[row] == k ? 1 : 0
        : ((Targets<double>.Values)targets).Numbers[row * classes + k];

    static Verdict Right(LossCase asked, CrossEntropy loss, Tensor<double> output, string where)
    {
        var oracle = LossOracle.Of(loss, output, asked.Targets)!;
        var (value, classes) = (asked.At(output, asked.Targets), output.Shape.Last);
        var gradient = asked.GradientAt(output, asked.Targets, _ => asked.Cotangent);
        var over = loss.Reduction == Reduce.Mean ? oracle.Weights.Sum() is var sum && sum > 0 ? sum : 1 : 1;
        var all = oracle.Allows(value, loss.Reduction, () => $"{where}: the loss");
        for (var i = 0; i < output.Shape.Size; i++)
        {
            var (at, row, k) = (i, i / classes, i % classes);
            all = all.And(() =>
            {
                var mass = oracle.Masses[row].Sum();
                var slope = mass * LossOracle.Softmax(output.Span.Slice(row * classes, classes))[k] - oracle.Masses[row][k];
                var cotangent = asked.Cotangent[loss.Reduction == Reduce.None ? row : 0];
                return Verdict.Close(gradient[at], cotangent * slope / over, Slack(output, mass) * Math.Abs(cotangent) / over, () => $"{where}: gradient {at}");
            });
        }
        return all;
    }

    // The loss of shifted logits is that of the logits, as far as each may be off by itself.
    static Verdict Shifted(LossCase asked, CrossEntropy loss)
    {
        var moved = Map(asked.Output, (z, _) => z + 64);
        var (value, shifted) = (asked.Value, asked.At(moved, asked.Targets));
        var (near, far) = (LossOracle.Of(loss, asked.Output, asked.Targets)!.Bounds(loss.Reduction), LossOracle.Of(loss, moved, asked.Targets)!.Bounds(loss.Reduction));
        return Enumerable.Range(0, value.Shape.Size).Aggregate(Verdict.Holds, (all, i) => all.And(() => Verdict.Close(shifted[i], value[i], near[i] + far[i], () => $"64 added to all logits: the loss, entry {i}")));
    }

    // A share of a softmax is off by u times the size of the logits, relative to itself, and a slope is the difference of two numbers of at most the mass.
    static double Slack(Tensor<double> output, double mass) =>
        Rounding.Of(16 * (output.Shape.Last + 2), mass * (2 + output.Span.ToArray().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max()));

    // Right with the first class of each item that has no mass ruled out; silent where all have some.
    static Verdict RuledOut(LossCase asked, CrossEntropy loss)
    {
        var (masses, classes) = (LossOracle.Of(loss, asked.Output, asked.Targets)!.Masses, asked.Output.Shape.Last);
        if (classes < 2) return Verdict.Silent;
        var free = masses.Select(row => Array.IndexOf(row, 0)).ToArray();
        return free.All(k => k < 0) ? Verdict.Silent
            : Right(asked, loss, Tensor<double>.From(asked.Output.Shape, [.. asked.Output.Span.ToArray().Select((z, i) => i % classes == free[i / classes] ? double.NegativeInfinity : z)]), "a class ruled out");
    }

    // The same targets as distributions with all mass on one class; null where they are distributions already, or some are ignored.
    static LossCase? AsMasses(LossCase asked, CrossEntropy loss) => asked.Targets is Targets<double>.Labels { Classes: var labels } && !labels.Span.ToArray().Any(loss.Ignored.Contains)
        ? asked with { Targets = Tensor<double>.From(asked.Output.Shape, [.. Enumerable.Range(0, asked.Output.Shape.Size).Select(i => labels[i / asked.Output.Shape.Last] == i % asked.Output.Shape.Last ? 1.0 : 0.0)]) }
        : null;

    static Tensor<double> Map(Tensor<double> logits, Func<double, int, double> f) => Tensor<double>.From(logits.Shape, [.. logits.Span.ToArray().Select((z, i) => f(z, i % logits.Shape.Last))]);
}
