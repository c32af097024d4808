using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>How Adam scales with its gradients.</summary>
static class AdamScales
{
    const double C = 8;

    /// <summary>O4: with epsilon 0 the update does not depend on the scale of the gradients; to the bit for a power of two.</summary>
    public static Law<OptimizerCase> Invariance { get; } = new("adam scale", "with epsilon 0 gradients 8 times as large give the same updates, to the bit (O4; Kingma and Ba 2015, section 2.1)", asked =>
        asked.Sole<Adam>() is { } adam && asked.With(new([adam with { Epsilon = 0 }])) is { } free ? Same(free.Optimizer, free.Optimizer, NotZero(asked)) : Verdict.Silent);

    /// <summary>O5: gradients and epsilon scaled together leave the update as it is; epsilon in the root has the unit of a square.
    /// To the bit for a power of two.</summary>
    public static Law<OptimizerCase> Homogeneity { get; } = new("adam units", "gradients and epsilon 8 times as large give the same updates, to the bit: epsilon has the unit of a gradient, in the root of its square (O5)", asked =>
        asked.Sole<Adam>() is { } adam && asked.With(new([adam with { Epsilon = (adam.Place == EpsilonPlace.Inside ? C * C : C) * adam.Epsilon }])) is { } scaled ? Same(asked.Optimizer, scaled.Optimizer, asked.Stream()) : Verdict.Silent);

    // The first update may divide 0 by 0.
    static Tensor<double>[] NotZero(OptimizerCase asked) => [.. asked.Stream().Select(g => g.Map(x => x == 0 ? 1 : x))];

    static Verdict Same(Optimizer one, Optimizer other, Tensor<double>[] gradients) =>
        Each(one.Updates(gradients), other.Updates(gradients.Select(g => g.Map(x => C * x))), (t, a, b) =>
            Verdict.If(a.Equals(b), () => $"update {t} is {a}, and {b} with everything 8 times as large"));
}
