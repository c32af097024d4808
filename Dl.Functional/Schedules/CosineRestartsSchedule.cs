namespace Dl.Functional;

/// <summary>
/// Half waves from one number to another, one behind the other; the i-th, counted from 0, takes <c>first factor^i</c> steps. Source:
/// Loshchilov and Hutter, 2017. PyTorch: <c>CosineAnnealingWarmRestarts</c>; Keras: <c>CosineDecayRestarts</c>; Optax: <c>sgdr_schedule</c>.
/// </summary>
/// <param name="From">The value at the start of each wave.</param>
/// <param name="First">The steps of the first wave, at least 1.</param>
/// <param name="Factor">How much longer the next one is, at least 1.</param>
/// <param name="To">The value that each wave falls to and does not quite reach.</param>
public sealed record CosineRestartsSchedule(double From, long First, long Factor = 1, double To = 0) : Schedule("cosine restarts")
{
    /// <inheritdoc/>
    public override double At(long step)
    {
        var length = First;
        if (Factor == 1) step %= First;
        for (; step >= length; length *= Factor) step -= length;
        return CosineSchedule.Wave(From, To, (double)step / length);
    }

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new CosineRestartsSchedule(Rule.Share(key, 0), 1 + key.Below(5, 1), 1 + key.Below(3, 2), Rule.Share(key, 3));
}
