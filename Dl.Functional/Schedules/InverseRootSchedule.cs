namespace Dl.Functional;

/// <summary>Falls with the root of the step, bounded: <c>min(most, factor / sqrt(t + 1))</c>: the relative step of Adafactor, and the schedule of
/// convex optimisation. Optax: <c>adafactor</c> without a rate.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="Most">The largest value.</param>
public sealed record InverseRootSchedule(double Factor = 1, double Most = double.PositiveInfinity) : Schedule("inverse root")
{
    /// <inheritdoc/>
    public override double At(long step) => Math.Min(Most, Factor / Math.Sqrt(step + 1));

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new InverseRootSchedule(Rule.Share(key, 0) + 0.25, key.Bernoulli(0.5, 1) ? double.PositiveInfinity : 0.5);
}
