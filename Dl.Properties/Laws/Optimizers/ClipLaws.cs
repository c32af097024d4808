using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>
/// O33, clipping by the norm: what comes out has at most the norm c, is parallel to what went in, and is the same bits where that was
/// within; clipping again changes nothing; a power of two in both stays outside; zero stays zero; what is not finite is not hidden.
/// Tolerance 4 u a coordinate. Source: Pascanu, Mikolov and Bengio 2013; tensorflow#21363.
/// </summary>
static class ClipLaws
{
    /// <summary>The law on ordinary gradients.</summary>
    public static Law<OptimizerCase> Norm { get; } = new("clip norm", "clipping leaves the direction, the bits of what is within, and no more than c (O33; Pascanu et al. 2013)", asked =>
    {
        if (asked.Sole<ClipNorm>() is not { Norm: >= 0 } clip) return Verdict.Silent;
        var slack = 1 + 4 * U * asked.Width;
        return Each(asked.Stream(), asked.Stream(), (t, g, _) =>
        {
            var (u, norm) = (Once(asked.Optimizer, g), g.Norm());
            var factor = norm == 0 ? 1 : Math.Min(1, clip.Norm / norm);
            return Verdict.If(u.Norm() <= clip.Norm * slack + double.Epsilon, () => FormattableString.Invariant($"{g} of norm {norm:R} is clipped to {u} of norm {u.Norm():R}"))
                .And(() => Verdict.If(norm > clip.Norm || u.Equals(g), () => $"{g} is within the norm, and becomes {u}"))
                .And(() => Each(asked.Width, i => Verdict.Close(u[i], factor * g[i], 8 * U * asked.Width * Math.Abs(factor * g[i]) + double.Epsilon, () => $"coordinate {i} of the clipped gradient {t}")))
                .And(() => Each(asked.Width, i => Verdict.Close(Once(asked.Optimizer, u)[i], u[i], 4 * U * asked.Width * Math.Abs(u[i]) + double.Epsilon, () => $"coordinate {i} clipped twice")))
                .And(() => asked.With(new([clip with { Norm = 4 * clip.Norm }])) is not { } larger ? Verdict.Holds
                    : Verdict.If(Once(larger.Optimizer, g.Map(x => 4 * x)).Equals(u.Map(x => 4 * x)), () => $"4 g clipped to 4 c is not 4 times the clipped {g}"));
        });
    });

    /// <summary>The law at the edges: a zero gradient, the norm 0, what is not finite.</summary>
    public static Law<OptimizerCase> Edges { get; } = new("clip edges", "a zero gradient stays zero, and what is not finite does not become a number silently (O33; tensorflow#21363)", asked =>
    {
        if (asked.Sole<ClipNorm>() is not { Norm: >= 0 }) return Verdict.Silent;
        var zero = Tensor<double>.Zeros(asked.Start.Shape);
        return Verdict.If(Once(asked.Optimizer, zero).Equals(zero), () => $"a zero gradient becomes {Once(asked.Optimizer, zero)}")
            .And(() => Each([double.NaN, double.PositiveInfinity], Enumerable.Range(0, 2), (_, bad, _) =>
            {
                var u = Once(asked.Optimizer, Tensor<double>.From(asked.Start.Shape, [bad, .. Enumerable.Repeat(1.0, asked.Width - 1)]));
                return Verdict.If(!double.IsFinite(u[0]), () => FormattableString.Invariant($"a gradient with {bad} becomes {u}"));
            }));
    });

    static Tensor<double> Once(Optimizer optimizer, Tensor<double> gradient) => optimizer.Updates([gradient]).First();
}
