using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>
/// O42: gradient descent on a quadratic of curvature l with noise of deviation s settles at the variance
/// <c>a s^2 / (l (2 - a l))</c>. 1,024 walks from one fixed key, 6 standard deviations of a variance that was estimated from them.
/// Source: Mandt, Hoffman and Blei 2017.
/// </summary>
public static class NoiseLaw
{
    const int Walks = 1024, Steps = 40;

    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("descent noise", "under noise of deviation s the variance settles at a s^2 / (l (2 - a l)), within 6 sigma (O42; Mandt et al. 2017)", asked =>
    {
        if (asked.Descent() is not { } rate) return Verdict.Silent;
        // a l = 1/2: after 40 steps 2^-40 of the start is left.
        var (l, s) = (0.5 / rate, 1 + Math.Abs(asked.Gradient(0)[0]));
        var noise = new NoisyQuadratic(Enumerable.Repeat(l, Walks).ToMany(), s, Key.Of(42));
        var end = asked.Optimizer.Follow(Tensor<double>.Zeros([Walks]), noise.At, Steps).Last();
        var (found, expected) = (end.Span.ToArray().Average(x => x * x), rate * s * s / (l * 1.5));
        return Verdict.Close(found, expected, 6 * Math.Sqrt(2.0 / Walks) * expected, () => "the variance of where it settles");
    });
}
