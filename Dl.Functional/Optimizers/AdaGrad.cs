namespace Dl.Functional;

/// <summary>
/// AdaGrad: <c>s = s + g^2; u = g / (sqrt(s) + epsilon)</c>. Source: Duchi, Hazan and Singer, 2011. PyTorch: <c>Adagrad</c> (its
/// <c>lr_decay</c> is a schedule here); Keras: <c>Adagrad</c>; Optax: <c>scale_by_rss</c>.
/// </summary>
/// <param name="Epsilon">Keeps the quotient finite.</param>
/// <param name="Initial">Where the sum begins.</param>
/// <param name="EpsilonInside">Whether epsilon stands in the root.</param>
public sealed record AdaGrad(double Epsilon = 1e-10, double Initial = 0, bool EpsilonInside = false) : BlockLink("adagrad")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["sum"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var first = N.Of(block.Count == 1 ? Initial : 0);
        var root = new Denominator<N>(1, Epsilon, EpsilonInside ? EpsilonPlace.Inside : EpsilonPlace.Outside);
        ReadOnlySpan<N> was = block.Was(0);
        Span<N> now = block.Now(0), u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var s = was[i] + first + u[i] * u[i];
            now[i] = s;
            u[i] = u[i] / root.Of(s);
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "0.01", "same", "0.001", "always given"),
        new("epsilon", "1e-10, outside the root", "same", "1e-7, inside", "1e-7, inside"),
        new("start of the sum", "0", "same", "0.1", "0.1"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new AdaGrad(Rule.Epsilon(key, 0, 1e-10), key.Bernoulli(0.5, 2) ? 0 : 0.5, key.Bernoulli(0.5, 3));
}
