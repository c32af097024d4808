namespace Dl.Functional;

/// <summary>
/// Half a wave from one number to another, then constant: <c>to + (from - to) (1 + cos(pi t / T)) / 2</c>. Source: Loshchilov and Hutter, 2017,
/// without restarts. PyTorch: <c>CosineAnnealingLR</c>, which rises again after T; Keras: <c>CosineDecay</c>; Optax: <c>cosine_decay_schedule</c>.
/// </summary>
/// <param name="From">The value at step 0.</param>
/// <param name="Steps">T, the number of steps on the way.</param>
/// <param name="To">The value from step T on.</param>
public sealed record CosineSchedule(double From, long Steps, double To = 0) : Schedule("cosine")
{
    /// <inheritdoc/>
    public override double At(long step) => step >= Steps ? To : Wave(From, To, (double)step / Steps);

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new CosineSchedule(Rule.Share(key, 0), key.Below(12, 1), Rule.Share(key, 2));

    /// <summary>Half a wave from one number to another, at a part of the way.</summary>
    internal static double Wave(double from, double to, double part) => to + (from - to) * ((1 + Math.Cos(Math.PI * part)) / 2);
}
