namespace Dl.Functional;

/// <summary>Another schedule with epochs for steps: constant within an epoch.</summary>
/// <param name="Of">The other schedule, a function of the epoch, counted from 0.</param>
/// <param name="Steps">The number of steps of an epoch, at least 1.</param>
public sealed record EpochsSchedule(ISchedule Of, long Steps) : Schedule("epochs")
{
    /// <inheritdoc/>
    public override double At(long step) => Of.At(step / Steps);

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new EpochsSchedule(LinearSchedule.Example(key.Child(0)), 1 + key.Below(4, 0));
}
