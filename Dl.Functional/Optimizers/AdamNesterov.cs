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
    public override IBlockRule At(long count) =>
        new NesterovMoments(Beta1, Beta2, Epsilon, Beta1 * Rule.Unbiased(Beta1, count + 1), (1 - Beta1) * Rule.Unbiased(Beta1, count), Rule.Unbiased(Beta2, count));

    /// <inheritdoc/>
    public override void On<N>(Block<N> block) => At(block.Count).On(block);

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new AdamNesterov(Rule.Share(key, 0), Rule.Share(key, 1), Rule.Epsilon(key.Child(0), 0, 1e-8));
}
