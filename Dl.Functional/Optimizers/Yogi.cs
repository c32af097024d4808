namespace Dl.Functional;

/// <summary>
/// Yogi: Adam whose square moves by no more than the newest one: <c>m = b1 m + (1 - b1) g; v = v - (1 - b2) sign(v - g^2) g^2;
/// u = m / (sqrt(v) + epsilon)</c>. Source: Zaheer et al., 2018, algorithm 2. Optax: <c>scale_by_yogi</c>.
/// </summary>
/// <param name="Beta1">What stays of the mean of the gradients.</param>
/// <param name="Beta2">One less the share of the newest square.</param>
/// <param name="Epsilon">Keeps the quotient finite; outside the root.</param>
/// <param name="Initial">Where the square begins.</param>
/// <param name="Debias">Whether both are corrected as in Adam; the paper does not.</param>
public sealed record Yogi(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-3, double Initial = 1e-6, bool Debias = false) : BlockLink("yogi")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["m", "v"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (b1, d1, d2) = (N.Of(Beta1), N.Of(1 - Beta1), N.Of(1 - Beta2));
        var first = N.Of(block.Count == 1 ? Initial : 0);
        var c1 = N.Of(Debias ? Rule.Unbiased(Beta1, block.Count) : 1);
        var root = new Denominator<N>(Debias ? Rule.Unbiased(Beta2, block.Count) : 1, Epsilon, EpsilonPlace.Outside);
        ReadOnlySpan<N> m0 = block.Was(0), v0 = block.Was(1);
        Span<N> m1 = block.Now(0), v1 = block.Now(1), u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var square = u[i] * u[i];
            var m = b1 * m0[i] + d1 * u[i];
            var v = v0[i] + first;
            v = v - d2 * Rule.Sign(v - square) * square;
            m1[i] = m;
            v1[i] = v;
            u[i] = m * c1 / root.Of(v);
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "0.01", "-", "-", "always given"),
        new("start", "the mean at 0, the square at 1e-6", "-", "-", "both at 1e-6"),
        new("correction of the bias", "none, as in the paper", "-", "-", "as in Adam"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Yogi(Rule.Share(key, 0), Rule.Share(key, 1), Rule.Epsilon(key.Child(0), 0, 1e-3), key.Bernoulli(0.5, 4) ? 1e-6 : 0.5, key.Bernoulli(0.5, 5));
}
