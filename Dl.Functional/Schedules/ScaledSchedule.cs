namespace Dl.Functional;

/// <summary>Another schedule times a number.</summary>
/// <param name="Of">The other schedule.</param>
/// <param name="Factor">The number.</param>
public sealed record ScaledSchedule(ISchedule Of, double Factor) : Schedule("scaled")
{
    /// <inheritdoc/>
    public override double At(long step) => Of.At(step) * Factor;

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new ScaledSchedule(LinearSchedule.Example(key.Child(0)), Math.Round(key.Uniform(0) * 64) / 64);
}
