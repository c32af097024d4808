namespace Dl.Functional;

/// <summary>
/// RMSProp: <c>s = rho s + (1 - rho) g^2; u = g / (sqrt(s) + epsilon)</c>; centred, the square of the mean
/// <c>m = rho m + (1 - rho) g</c> is taken off s in the root. Momentum is a link behind it. Source: Tieleman and Hinton, 2012, lecture 6.5;
/// Graves, 2013 (centred). PyTorch: <c>RMSprop</c>; Keras: <c>RMSprop</c>; Optax: <c>scale_by_rms</c>, <c>scale_by_stddev</c>.
/// </summary>
/// <param name="Rho">What stays of the averages.</param>
/// <param name="Epsilon">Keeps the quotient finite.</param>
/// <param name="Centered">Whether the variance stands for the mean square.</param>
/// <param name="EpsilonInside">Whether epsilon stands in the root.</param>
/// <param name="Debias">Whether the averages are corrected for their start at zero.</param>
public sealed record RmsProp(double Rho = 0.9, double Epsilon = 1e-8, bool Centered = false, bool EpsilonInside = false, bool Debias = false) : BlockLink("rmsprop")
{
    /// <inheritdoc/>
    public override Many<string> Slots => Centered ? ["squares", "mean"] : ["squares"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (rho, rest) = (N.Of(Rho), N.Of(1 - Rho));
        var correction = N.Of(Debias ? Rule.Unbiased(Rho, block.Count) : 1);
        var root = new Denominator<N>(1, Epsilon, EpsilonInside ? EpsilonPlace.Inside : EpsilonPlace.Outside);
        ReadOnlySpan<N> s0 = block.Was(0), m0 = Centered ? block.Was(1) : default;
        Span<N> s1 = block.Now(0), m1 = Centered ? block.Now(1) : default, u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var s = rho * s0[i] + rest * u[i] * u[i];
            s1[i] = s;
            s = s * correction;
            if (Centered)
            {
                m1[i] = rho * m0[i] + rest * u[i];
                var mean = m1[i] * correction;
                // A variance is not negative; the difference of two roundings may be.
                s = N.Max(s - mean * mean, N.Of(0));
            }
            u[i] = u[i] / root.Of(s);
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "0.01", "same", "0.001", "always given"),
        new("rho", "0.9", "0.99", "same", "same"),
        new("epsilon", "1e-8, outside the root", "same", "1e-7, inside", "1e-8, inside"),
        new("momentum", "a link behind it: v = decay v + u", "same", "with the rate inside", "same"),
        new("correction of the bias", "none unless asked for", "none", "none", "none unless asked for"),
    ];

    /// <summary>An example for the laws. The corrected variance of one gradient is 0 but for rounding: a centred one is not corrected.</summary>
    public static ILink Example(Key key)
    {
        var (centered, inside, debias) = (key.Bernoulli(0.5, 1), key.Bernoulli(0.5, 2), key.Bernoulli(0.5, 3));
        return centered
            ? new RmsProp(0.5 + Rule.Share(key, 0) / 4, Rule.Epsilon(key.Child(0), 0, 1e-4), true, inside)
            : new RmsProp(Rule.Share(key, 0), Rule.Epsilon(key.Child(0), 0, 1e-4), false, inside, debias);
    }
}
