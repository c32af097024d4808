using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>
/// O3: the moments that Adam remembers, divided by <c>1 - b^t</c>, are weighted means: that of the gradients lies between their
/// least and their greatest, that of the squares alike. Tolerance 4 t u of the largest magnitude. Source: Kingma and Ba 2015,
/// section 3.
/// </summary>
public static class MomentsLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("adam moments", "the unbiased moments lie between the least and the greatest gradient and square (O3; Kingma and Ba 2015, section 3)", asked =>
        asked.Sole<Adam>() is not { } adam || !HasMoments(asked) ? Verdict.Silent : Each(asked.Run().Skip(1), Enumerable.Range(1, asked.Steps), (t, at, _) => Each(asked.Width, i =>
        {
            var seen = asked.Stream(i)[..t];
            return Between(Slot(at.State, 0)[i] / (1 - Math.Pow(adam.Beta1, t)), seen, t, () => $"the mean of coordinate {i} after step {t}")
                .And(() => Between(Slot(at.State, 1)[i] / (1 - Math.Pow(adam.Beta2, t)), [.. seen.Select(g => g * g)], t, () => $"the mean square of coordinate {i} after step {t}"));
        })));

    static Verdict Between(double mean, double[] seen, int t, Func<string> where)
    {
        var slack = 4 * t * U * seen.Max(Math.Abs);
        return Verdict.If(mean >= seen.Min() - slack && mean <= seen.Max() + slack,
            () => FormattableString.Invariant($"{where()} is {mean:R}, outside [{seen.Min():R}, {seen.Max():R}]"));
    }

    // Who calls his memories otherwise may keep them in any form.
    static bool HasMoments(OptimizerCase asked) => asked.Optimizer.Links is [IBlockLink { Slots: ["m", "v"] }];

    static Tensor<double> Slot(OptimizerState<double> state, int slot) => Tree.Leaves<double>(state).ElementAt(slot).Value.Value;
}
