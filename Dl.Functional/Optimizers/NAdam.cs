namespace Dl.Functional;

/// <summary>
/// NAdam, Adam with Nesterov's momentum and a schedule of the momentum:
/// <c>mu_t = b1 (1 - 0.96^(t psi) / 2); m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
/// u = ((1 - mu_t) g / (1 - mu_1 ... mu_t) + mu_(t+1) m / (1 - mu_1 ... mu_(t+1))) / (sqrt(v / (1 - b2^t)) + epsilon)</c>.
/// With psi = 0 the momentum is half of b1 from the first step on. Source: Dozat, 2016. PyTorch: <c>NAdam</c>; Keras: <c>Nadam</c>;
/// Optax: <c>nadam</c> has no schedule: <see cref="AdamNesterov"/>.
/// </summary>
/// <param name="Beta1">What stays of the mean of the gradients; the momentum in the end.</param>
/// <param name="Beta2">What stays of the mean of their squares.</param>
/// <param name="Epsilon">Keeps the quotient finite; outside the root.</param>
/// <param name="Warming">psi: how fast the momentum rises.</param>
/// <param name="Twice">Whether the product up to t + 1 takes mu_t twice, as PyTorch before 2.0 did by mistake: for comparisons with it.</param>
public sealed record NAdam(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double Warming = 0.004, bool Twice = false) : BlockLink("nadam")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["m", "v"];

    /// <inheritdoc/>
    public override IBlockRule At(long count)
    {
        // The product falls below every double after some hundred steps; from there on it is 0 to the bit.
        var product = 1.0;
        for (var t = 1L; t <= count && product > 0; t++) product *= Momentum(t);
        var (now, next) = (Momentum(count), Momentum(count + 1));
        return new NesterovMoments(Beta1, Beta2, Epsilon, next / (1 - product * next * (Twice ? now : 1)), (1 - now) / (1 - product), Rule.Unbiased(Beta2, count));
    }

    /// <inheritdoc/>
    public override void On<N>(Block<N> block) => At(block.Count).On(block);

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "0.002", "same", "0.001", "always given"),
        new("momentum", "rises by a schedule, psi = 0.004", "same", "same", "constant: AdamNesterov"),
        new("product of momenta in the share of the mean", "up to t + 1; Twice takes that of t twice", "the same; before 2.0 that of t twice (#92699)", "the same", "-"),
        new("epsilon", "1e-8, outside the root", "same", "1e-7", "same"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new NAdam(Rule.Share(key, 0), Rule.Share(key, 1), Rule.Epsilon(key.Child(0), 0, 1e-8), key.Bernoulli(0.5, 4) ? 0.004 : Rule.Share(key, 5), key.Bernoulli(0.25, 6));

    double Momentum(long t) => Beta1 * (1 - Math.Pow(0.96, t * Warming) / 2);
}
