namespace Dl.Functional;

/// <summary>
/// On a line from one number to another, then constant: <c>from + (to - from) min(t, T) / T</c>; with T = 0 it is at once where it
/// goes. PyTorch: <c>LinearLR</c>; Keras: <c>PolynomialDecay(power=1)</c>; Optax: <c>linear_schedule</c>.
/// </summary>
/// <param name="From">The value at step 0.</param>
/// <param name="To">The value from step T on.</param>
/// <param name="Steps">T, the number of steps on the way.</param>
public sealed record LinearSchedule(double From, double To, long Steps) : Schedule("linear")
{
    /// <inheritdoc/>
    public override double At(long step) => step >= Steps ? To : From + (To - From) * step / Steps;

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new LinearSchedule(Math.Round(key.Uniform(0) * 64) / 64, Math.Round(key.Uniform(1) * 64) / 64, key.Below(12, 2));
}
