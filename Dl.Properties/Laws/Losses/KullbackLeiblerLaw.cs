namespace Dl.Properties;

/// <summary>S6: the divergence of a distribution from itself is 0, and what has no mass costs nothing and has a gradient of 0, even where the output rules it out.</summary>
public static class KullbackLeiblerLaw
{
    /// <summary>The law.</summary>
    public static Law<LossCase> Of { get; } = new("kullback leibler", "KL(p, p) = 0; without mass no cost and a finite gradient, also at minus infinity (S6)", asked =>
    {
        if (asked.Claimed is not KullbackLeibler || asked.Targets is not Targets<double>.Values { Numbers: var masses }) return Verdict.Silent;
        double[] p = masses.Span.ToArray(), q = asked.Output.Span.ToArray();
        var itself = Tensor<double>.From(masses.Shape, [.. p.Select(mass => Math.Log(mass))]);
        var ruledOut = Tensor<double>.From(masses.Shape, [.. p.Zip(q, (mass, log) => mass == 0 ? double.NegativeInfinity : log)]);
        var gradient = asked.GradientAt(ruledOut, asked.Targets, value => Tensor<double>.Ones(value.Shape));
        // A difference of two logarithms and a product for each class.
        var (own, other) = (Rounding.Of(8 * p.Length, p.Where(mass => mass > 0).Sum(mass => 2 * mass * Math.Abs(Math.Log(mass)))), Rounding.Of(8 * p.Length, p.Zip(q, (mass, log) => mass == 0 ? 0 : mass * (Math.Abs(Math.Log(mass)) + Math.Abs(log))).Sum()));
        Verdict Near(Tensor<double> found, Func<int, double> expected, double bound, string where) =>
            Enumerable.Range(0, found.Shape.Size).Aggregate(Verdict.Holds, (all, i) => all.And(() => Verdict.Close(found[i], expected(i), bound, () => $"{where}, entry {i}")));
        var value = asked.Value;
        return Near(asked.At(itself, asked.Targets), _ => 0, own, "a distribution from itself")
            .And(() => Near(asked.At(ruledOut, asked.Targets), i => value[i], other, "what has no mass ruled out"))
            .And(() => Verdict.If(gradient.Span.ToArray().Zip(p).All(pair => double.IsFinite(pair.First) && (pair.Second != 0 || pair.First == 0)), () => $"the gradient is {gradient}"));
    });
}
