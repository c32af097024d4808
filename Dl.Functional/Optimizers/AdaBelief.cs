namespace Dl.Functional;

/// <summary>
/// AdaBelief: the second moment of what the mean did not foresee: <c>m = b1 m + (1 - b1) g; s = b2 s + (1 - b2) (g - m)^2 + epsilon;
/// u = (m / (1 - b1^t)) / (sqrt(s / (1 - b2^t)) + epsilon)</c>. Source: Zhuang et al., 2020, algorithm 2. Optax: <c>scale_by_belief</c>.
/// </summary>
/// <param name="Beta1">What stays of the mean of the gradients.</param>
/// <param name="Beta2">What stays of the mean of the squares.</param>
/// <param name="Epsilon">Keeps the quotient finite; joins the square at every step, and stands outside the root too.</param>
public sealed record AdaBelief(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-16) : BlockLink("adabelief")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["m", "s"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (b1, d1) = (N.Of(Beta1), N.Of(1 - Beta1));
        var (b2, d2, epsilon) = (N.Of(Beta2), N.Of(1 - Beta2), N.Of(Epsilon));
        var c1 = N.Of(Rule.Unbiased(Beta1, block.Count));
        var root = new Denominator<N>(Rule.Unbiased(Beta2, block.Count), Epsilon, EpsilonPlace.Outside);
        ReadOnlySpan<N> m0 = block.Was(0), s0 = block.Was(1);
        Span<N> m1 = block.Now(0), s1 = block.Now(1), u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var m = b1 * m0[i] + d1 * u[i];
            var surprise = u[i] - m;
            var s = b2 * s0[i] + d2 * surprise * surprise + epsilon;
            m1[i] = m;
            s1[i] = s;
            u[i] = m * c1 / root.Of(s);
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "0.001", "-", "-", "always given"),
        new("epsilon", "1e-16, joins the square at every step and stands outside the root", "-", "-", "same, with two settings"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new AdaBelief(Rule.Share(key, 0), Rule.Share(key, 1), Rule.Epsilon(key.Child(0), 0, 1e-4));
}
