namespace Dl.Functional;

/// <summary>
/// Adam with Nesterov's momentum, constant: <c>u = (b1 m / (1 - b1^(t+1)) + (1 - b1) g / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)</c>,
/// m and v as in <see cref="Adam"/>. Source: Dozat, 2016, algorithm 2 with a constant momentum. Optax: <c>nadam</c>.
/// </summary>
/// <param name="Beta1">What stays of the mean of the gradients.</param>
/// <param name="Beta2">What stays of the mean of their squares.</param>
/// <param name="Epsilon">Keeps the quotient finite; outside the root.</param>
public sealed record AdamNesterov(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : BlockLink("adam nesterov")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["m", "v"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (b1, d1) = (N.Of(Beta1), N.Of(1 - Beta1));
        var (b2, d2) = (N.Of(Beta2), N.Of(1 - Beta2));
        var (ofMean, ofGradient) = (N.Of(Beta1 * Rule.Unbiased(Beta1, block.Count + 1)), N.Of((1 - Beta1) * Rule.Unbiased(Beta1, block.Count)));
        var root = new Denominator<N>(Rule.Unbiased(Beta2, block.Count), Epsilon, EpsilonPlace.Outside);
        ReadOnlySpan<N> m0 = block.Was(0), v0 = block.Was(1);
        Span<N> m1 = block.Now(0), v1 = block.Now(1), u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var g = u[i];
            var m = b1 * m0[i] + d1 * g;
            var v = b2 * v0[i] + d2 * g * g;
            m1[i] = m;
            v1[i] = v;
            u[i] = (ofMean * m + ofGradient * g) / root.Of(v);
        }
    }

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new AdamNesterov(Rule.Share(key, 0), Rule.Share(key, 1), Rule.Epsilon(key.Child(0), 0, 1e-8));
}
