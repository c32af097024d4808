using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>
/// O10: on Reddi's cycle with C = 4, beta1 = 0, beta2 = 1/17 and the rate 0.5 / sqrt(t), projected to [-1, 1], Adam walks to +1,
/// the worst point. Source: Reddi, Kale and Kumar 2018, theorem 1.
/// </summary>
public static class ReddiLaw
{
    const int Long = 300;

    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("adam against Reddi", "on the cycle 4, -1, -1 with beta1 = 0 and beta2 = 1/17 Adam walks to the worst point (O10; Reddi et al. 2018)", asked =>
        asked.Sole<Adam>() is { } adam && asked.With(new([adam with { Beta1 = 0, Beta2 = 1.0 / 17, Epsilon = 1e-8, Debias = true, Place = EpsilonPlace.Outside }])) is { } set
            ? Verdict.If(End(set.Optimizer) > 0.9, () => FormattableString.Invariant($"it ends at {End(set.Optimizer):R} after {Long} steps"))
            : Verdict.Silent);

    /// <summary>Where a rule ends on the cycle.</summary>
    public static double End(Optimizer optimizer, int steps = Long)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        var (x, state, cycle) = (0.0, optimizer.Start<double>(1), new ReddiCycle(4));
        for (var t = 1; t <= steps; t++)
        {
            (var next, state) = optimizer.Update(state, Tensor<double>.Zeros([1]), cycle.At(t, Tensor<double>.From([1], [x])));
            x = Math.Clamp(x + 0.5 / Math.Sqrt(t) * next[0], -1, 1);
        }
        return x;
    }
}
