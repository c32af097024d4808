namespace Dl.Functional;

/// <summary>
/// AdaMax, Adam with the norm of infinity: <c>m = b1 m + (1 - b1) g; n = max(b2 n, |g| + epsilon); u = m / ((1 - b1^t) n)</c>.
/// The paper has no epsilon: without one a coordinate whose gradients are all 0 would move by 0 / 0. Source: Kingma and Ba, 2015,
/// algorithm 2. PyTorch: <c>Adamax</c>; Keras: <c>Adamax</c>; Optax: <c>scale_by_adamax</c>.
/// </summary>
/// <param name="Beta1">What stays of the mean of the gradients.</param>
/// <param name="Beta2">What stays of the largest magnitude.</param>
/// <param name="Epsilon">Keeps the quotient finite.</param>
public sealed record AdaMax(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : BlockLink("adamax")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["m", "norm"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (b1, d1, b2, epsilon) = (N.Of(Beta1), N.Of(1 - Beta1), N.Of(Beta2), N.Of(Epsilon));
        var c1 = N.Of(Rule.Unbiased(Beta1, block.Count));
        ReadOnlySpan<N> m0 = block.Was(0), n0 = block.Was(1);
        Span<N> m1 = block.Now(0), n1 = block.Now(1), u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var m = b1 * m0[i] + d1 * u[i];
            var n = N.Max(b2 * n0[i], N.Abs(u[i]) + epsilon);
            m1[i] = m;
            n1[i] = n;
            u[i] = m * c1 / n;
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "0.002", "same", "0.001", "always given"),
        new("epsilon", "1e-8, beside the magnitude of the gradient", "same", "1e-7, beside the norm", "same"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new AdaMax(Rule.Share(key, 0), Rule.Share(key, 1), Rule.Epsilon(key.Child(0), 0, 1e-8));
}
