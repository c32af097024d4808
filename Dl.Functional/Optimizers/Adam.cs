namespace Dl.Functional;

/// <summary>
/// Adam: <c>m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; u = (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)</c>.
/// Source: Kingma and Ba, 2015, algorithm 1. PyTorch: <c>Adam</c>; Keras: <c>Adam</c>; Optax: <c>scale_by_adam</c>.
/// </summary>
/// <param name="Beta1">What stays of the mean of the gradients.</param>
/// <param name="Beta2">What stays of the mean of their squares.</param>
/// <param name="Epsilon">Keeps the quotient finite.</param>
/// <param name="Place">Where epsilon stands.</param>
/// <param name="Debias">Whether the averages are corrected for their start at zero.</param>
public sealed record Adam(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, EpsilonPlace Place = EpsilonPlace.Outside, bool Debias = true) : BlockLink("adam")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["m", "v"];

    /// <inheritdoc/>
    public override IBlockRule At(long count) => Debias
        ? new Moments(Beta1, Beta2, Rule.Unbiased(Beta1, count), Rule.Unbiased(Beta2, count), Epsilon, Place)
        : new Moments(Beta1, Beta2, 1, 1, Epsilon, Place);

    /// <inheritdoc/>
    public override void On<N>(Block<N> block) => At(block.Count).On(block);

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "0.001", "same", "same", "always given"),
        new("beta1, beta2", "0.9, 0.999", "same", "same", "same"),
        new("epsilon", "1e-8, outside the root, after the correction", "same", "1e-7, before the correction (hat)", "1e-8, the same, and eps_root inside"),
        new("weight decay", "a link of its own: L2 couples, Decay does not", "coupled", "decoupled", "none"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Adam(Rule.Share(key, 0), Rule.Share(key, 1), Rule.Epsilon(key.Child(0), 0, 1e-8), Rule.Choice<EpsilonPlace>(key, 4), key.Bernoulli(0.9, 5));
}
