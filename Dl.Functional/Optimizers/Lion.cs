namespace Dl.Functional;

/// <summary>
/// Lion: the sign of a mean that leans to the newest gradient: <c>u = sign(b1 m + (1 - b1) g); m = b2 m + (1 - b2) g</c>. Decay stands
/// behind it. Source: Chen et al., 2023, algorithm 2. Keras: <c>Lion</c>; Optax: <c>scale_by_lion</c>.
/// </summary>
/// <param name="Beta1">The share of the mean in the step.</param>
/// <param name="Beta2">What stays of the mean.</param>
public sealed record Lion(double Beta1 = 0.9, double Beta2 = 0.99) : BlockLink("lion")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["m"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (b1, d1, b2, d2) = (N.Of(Beta1), N.Of(1 - Beta1), N.Of(Beta2), N.Of(1 - Beta2));
        ReadOnlySpan<N> was = block.Was(0);
        Span<N> now = block.Now(0), u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var g = u[i];
            u[i] = Rule.Sign(b1 * was[i] + d1 * g);
            now[i] = b2 * was[i] + d2 * g;
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "1e-4", "-", "0.001", "always given"),
        new("beta1, beta2", "0.9, 0.99", "-", "same", "same"),
    ];

    /// <summary>An example for the laws. One of the two shares is 0 or a half: a sum near 0 has no sign that two ways of rounding agree on.</summary>
    public static ILink Example(Key key) => new Lion(key.Below(3, 0) / 2.0 % 1, Rule.Share(key, 1));
}
