namespace Dl.Functional;

/// <summary>From one number to another along a power, then constant: <c>to + (from - to) (1 - t / T)^power</c>. PyTorch:
/// <c>PolynomialLR</c> (to 0); Keras: <c>PolynomialDecay</c>; Optax: <c>polynomial_schedule</c>.</summary>
/// <param name="From">The value at step 0.</param>
/// <param name="To">The value from step T on.</param>
/// <param name="Steps">T, the number of steps on the way.</param>
/// <param name="Power">The power; 1 is a line.</param>
public sealed record PolynomialSchedule(double From, double To, long Steps, double Power = 1) : Schedule("polynomial")
{
    /// <inheritdoc/>
    public override double At(long step) => step >= Steps ? To : To + (From - To) * Math.Pow(1 - (double)step / Steps, Power);

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new PolynomialSchedule(Rule.Share(key, 0), Rule.Share(key, 1), key.Below(12, 2), 0.5 + key.Below(6, 3) / 2.0);
}
