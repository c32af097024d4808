namespace Dl.Properties;

/// <summary>
/// Standout (Ba and Frey, 2013): in use each number is <c>a(x) p</c> with <c>p = sigmoid(alpha x + beta)</c>; in learning it is a(x) or 0, and is kept as often as p says, so that its
/// expectation is its value in use: of many draws the count lies within Bernstein's bound. The gradient meets the mask as a constant: <c>a'(x)</c> where it is kept.
/// </summary>
public static class StandoutLaw
{
    const int Draws = 1024;

    /// <summary>The law.</summary>
    public static Law<LayerCase> Of { get; } = new("standout", "in learning a(x) or 0, kept with the probability sigmoid(alpha x + beta); in use a(x) times it", asked =>
    {
        if (Claimed.By(asked.Layer) is not Standout claimed) return Verdict.Silent;
        var size = asked.Batch.Shape.Size;
        var a = claimed.Then.Of<double>(asked.Batch).Value().Value;
        var p = asked.Batch.Span.ToArray().Select(x => 1 / (1 + Math.Exp(-claimed.Alpha * x - claimed.Beta))).ToArray();
        double Slack(int i) => Rounding.Of(32, (1 + Math.Abs(claimed.Alpha * asked.Batch[i]) + Math.Abs(claimed.Beta)) * Math.Abs(a[i]));
        var (used, pulled, learned, slopes) = (asked.Run(Mode.Infer), asked.Pulled(), asked.Run(Mode.Train), Slopes(claimed, asked));
        var all = Verdict.Holds;
        for (var i = 0; i < size; i++)
        {
            var at = i;
            all = all
                .And(() => Verdict.Close(used[at], a[at] * p[at], Slack(at), () => $"entry {at} in use"))
                .And(() => Verdict.If(learned[at] == 0 || learned[at] == a[at], () => FormattableString.Invariant($"entry {at} is neither 0 nor {a[at]:R} in learning, but {learned[at]:R}")))
                .And(() => a[at] == 0 ? Verdict.Silent : Verdict.Close(pulled[at], learned[at] == 0 ? 0 : slopes[at], Rounding.Of(8, Math.Abs(slopes[at])), () => $"the gradient of entry {at}"));
        }
        var copies = (Draws - 1) / size + 1;
        var many = Tensor<double>.From(asked.Batch.Shape.Example.Batch(copies * asked.Batch.Shape[0]), [.. Enumerable.Range(0, copies * size).Select(i => asked.Batch[i % size])]);
        var draws = (asked with { Batch = many }).Run(Mode.Train);
        var shown = Enumerable.Range(0, copies * size).Where(i => a[i % size] != 0).ToArray();
        return all.And(() => Verdict.Close(shown.Count(i => draws[i] != 0), shown.Sum(i => p[i % size]), NormCase.Bernstein(shown.Sum(i => p[i % size] * (1 - p[i % size]))), () => $"kept of {shown.Length}"));
    });

    // The cotangent times the slopes of the activation.
    static Tensor<double> Slopes(Standout claimed, LayerCase asked) =>
        Gradient.Pull(Leaves<double>.Of(asked.Batch), leaves => claimed.Then.Of(leaves[0]), _ => asked.Cotangent).Gradient[0].Value;
}
