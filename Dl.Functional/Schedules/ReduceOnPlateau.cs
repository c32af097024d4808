namespace Dl.Functional;

/// <summary>
/// Lowers the learning rate when a measured number stops improving. What was measured cannot be a function of the step: the rule is a function
/// from one <see cref="PlateauState"/> to the next, and <see cref="Optimizer.Scaled"/> with its share is the optimizer of the next epoch. PyTorch:
/// <c>ReduceLROnPlateau</c>; Keras: <c>ReduceLROnPlateau</c>; Optax: <c>contrib.reduce_on_plateau</c>.
/// </summary>
/// <example><code>
/// var rule = new ReduceOnPlateau(Patience: 3);
/// var plateau = epochs.Aggregate(rule.Start, (at, epoch) => rule.Next(at, LossAfter(epoch, optimizer.Scaled(at.Share))));
/// </code></example>
/// <param name="Factor">By what the rate is multiplied.</param>
/// <param name="Patience">How many measurements without improvement are borne; the next one lowers the rate.</param>
/// <param name="Threshold">By how much a better number must be better.</param>
/// <param name="Absolute">Whether the threshold is a difference; else it is a share of the best.</param>
/// <param name="Cooldown">How many measurements after a reduction are not counted.</param>
/// <param name="Least">The least share of the rate.</param>
/// <param name="Rising">Whether larger is better.</param>
public sealed record ReduceOnPlateau(double Factor = 0.1, int Patience = 10, double Threshold = 1e-4, bool Absolute = false, int Cooldown = 0, double Least = 0, bool Rising = false)
{
    /// <summary>Before the first measurement.</summary>
    public PlateauState Start => new(Rising ? double.NegativeInfinity : double.PositiveInfinity, 0, 0, 1);

    /// <summary>After a measurement. NaN is no improvement.</summary>
    /// <param name="at">After the last one.</param>
    /// <param name="measured">What was measured.</param>
    public PlateauState Next(PlateauState at, double measured)
    {
        ArgumentNullException.ThrowIfNull(at);
        var better = IsBetter(measured, at.Best);
        var bad = better ? 0 : at.Bad + 1;
        var best = better ? measured : at.Best;
        if (at.Cooling > 0) return new(best, 0, at.Cooling - 1, at.Share);
        return bad > Patience ? new(best, 0, Cooldown, Math.Max(Least, at.Share * Factor)) : new(best, bad, 0, at.Share);
    }

    bool IsBetter(double measured, double best)
    {
        if (!double.IsFinite(best)) return Rising ? measured > best : measured < best;
        var margin = Absolute ? Threshold : Threshold * Math.Abs(best);
        return Rising ? measured > best + margin : measured < best - margin;
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("patience", "10 are borne, the 11th lowers", "same", "the 10th lowers", "same as Keras"),
        new("threshold", "1e-4 of the magnitude of the best", "1e-4 of the best", "1e-4 absolute", "both"),
    ];
}

/// <summary>Where <see cref="ReduceOnPlateau"/> stands.</summary>
/// <param name="Best">The best number so far.</param>
/// <param name="Bad">How many measurements since then were no better.</param>
/// <param name="Cooling">How many of the next are not counted.</param>
/// <param name="Share">The share of the rate in force.</param>
public sealed record PlateauState(double Best, int Bad, int Cooling, double Share);
