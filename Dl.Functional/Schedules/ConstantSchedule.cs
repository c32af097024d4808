namespace Dl.Functional;

/// <summary>The same number at every step.</summary>
/// <param name="Value">The number.</param>
public sealed record ConstantSchedule(double Value) : Schedule("constant")
{
    /// <inheritdoc/>
    public override double At(long step) => Value;

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new ConstantSchedule(Math.Round(key.Uniform(0) * 64) / 64);
}
