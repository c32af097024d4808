namespace Dl.Functional;

/// <summary>
/// Adan, Nesterov's momentum from differences of gradients, d = g - g' with the gradient g' of the last step (0 at the first):
/// <c>m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) d; n = b3 n + (1 - b3) (g + b2 d)^2;
/// u = (m / (1 - b1^t) + b2 v / (1 - b2^t)) / (sqrt(n / (1 - b3^t)) + epsilon)</c>. Source: Xie et al., 2022, algorithm 1, which writes
/// 1 - b for b; the corrections are those of its authors' code. Optax: <c>adan</c>.
/// </summary>
/// <param name="Beta1">What stays of the mean of the gradients.</param>
/// <param name="Beta2">What stays of the mean of their differences.</param>
/// <param name="Beta3">What stays of the mean of the squares.</param>
/// <param name="Epsilon">Keeps the quotient finite; outside the root.</param>
public sealed record Adan(double Beta1 = 0.98, double Beta2 = 0.92, double Beta3 = 0.99, double Epsilon = 1e-8) : BlockLink("adan")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["m", "v", "n", "gradient"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (b1, d1, b2, d2) = (N.Of(Beta1), N.Of(1 - Beta1), N.Of(Beta2), N.Of(1 - Beta2));
        var (b3, d3) = (N.Of(Beta3), N.Of(1 - Beta3));
        var (c1, c2) = (N.Of(Rule.Unbiased(Beta1, block.Count)), N.Of(Beta2 * Rule.Unbiased(Beta2, block.Count)));
        var known = N.Of(block.Count == 1 ? 0 : 1);
        var root = new Denominator<N>(Rule.Unbiased(Beta3, block.Count), Epsilon, EpsilonPlace.Outside);
        ReadOnlySpan<N> m0 = block.Was(0), v0 = block.Was(1), n0 = block.Was(2), g0 = block.Was(3);
        Span<N> m1 = block.Now(0), v1 = block.Now(1), n1 = block.Now(2), g1 = block.Now(3), u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var g = u[i];
            var d = known * (g - g0[i]);
            var m = b1 * m0[i] + d1 * g;
            var v = b2 * v0[i] + d2 * d;
            var ahead = g + b2 * d;
            var n = b3 * n0[i] + d3 * ahead * ahead;
            m1[i] = m;
            v1[i] = v;
            n1[i] = n;
            g1[i] = g;
            u[i] = (m * c1 + v * c2) / root.Of(n);
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "0.001", "-", "-", "always given"),
        new("betas", "0.98, 0.92, 0.99: what stays; the paper writes what comes", "-", "-", "same"),
        new("decay", "decoupled, explicit", "-", "-", "same; the authors' code also implicit: / (1 + rate decay)"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Adan(Rule.Share(key, 0), Rule.Share(key, 1), Rule.Share(key, 2), Rule.Epsilon(key.Child(0), 0, 1e-4));
}
