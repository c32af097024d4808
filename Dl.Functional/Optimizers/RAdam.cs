namespace Dl.Functional;

/// <summary>
/// RAdam: Adam that trusts its second moment only when enough gradients are behind it.
/// <c>rho = 2 / (1 - b2) - 1; rho_t = rho - 2 t b2^t / (1 - b2^t)</c>. Above the threshold
/// <c>u = r_t m' / (sqrt(v') + epsilon), r_t = sqrt((rho_t - 4)(rho_t - 2) rho / ((rho - 4)(rho - 2) rho_t))</c>, below it <c>u = m'</c>,
/// with the corrected moments m' and v'. Source: Liu et al., 2020, algorithm 2 (threshold 4). PyTorch: <c>RAdam</c>; Optax: <c>scale_by_radam</c>.
/// </summary>
/// <param name="Beta1">What stays of the mean of the gradients.</param>
/// <param name="Beta2">What stays of the mean of their squares.</param>
/// <param name="Epsilon">Keeps the quotient finite.</param>
/// <param name="Threshold">The least rho_t at which the second moment is used, at least 4.</param>
/// <param name="Place">Where epsilon stands.</param>
public sealed record RAdam(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double Threshold = 5, EpsilonPlace Place = EpsilonPlace.Outside) : BlockLink("radam")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["m", "v"];

    /// <summary>The rectifier r_t of a step, counted from 1; 0 where the second moment is not used.</summary>
    public double Rectifier(long count)
    {
        var power = Math.Pow(Beta2, count);
        var rho = 2 / (1 - Beta2) - 1;
        var now = rho - 2 * count * power / (1 - power);
        return now > Threshold ? Math.Sqrt((now - 4) * (now - 2) * rho / ((rho - 4) * (rho - 2) * now)) : 0;
    }

    /// <inheritdoc/>
    public override IBlockRule At(long count) => Rectifier(count) is var rectifier and > 0
        ? new Moments(Beta1, Beta2, rectifier * Rule.Unbiased(Beta1, count), Rule.Unbiased(Beta2, count), Epsilon, Place)
        : new Moments(Beta1, Beta2, Rule.Unbiased(Beta1, count), 0, 1, EpsilonPlace.Outside);

    /// <inheritdoc/>
    public override void On<N>(Block<N> block) => At(block.Count).On(block);

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "0.001", "same", "-", "always given"),
        new("threshold", "above 5", "same", "-", "at least 5"),
        new("epsilon", "1e-8, after the correction", "before it (hat)", "-", "same"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new RAdam(
        Rule.Share(key, 0), 0.75 + Rule.Share(key, 1) / 4, Rule.Epsilon(key.Child(0), 0, 1e-8), key.Bernoulli(0.5, 2) ? 5 : 4, Rule.Choice<EpsilonPlace>(key, 3));
}
