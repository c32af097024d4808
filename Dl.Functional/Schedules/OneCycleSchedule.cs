namespace Dl.Functional;

/// <summary>The form of the ways of a <see cref="OneCycleSchedule"/>.</summary>
public enum Anneal
{
    /// <summary>Half a wave.</summary>
    Cosine,

    /// <summary>A line.</summary>
    Linear,
}

/// <summary>
/// One cycle: up from <c>maximum / startDivisor</c> to the maximum at step <c>up T - 1</c>, and down to <c>maximum / startDivisor / finalDivisor</c>
/// at the last step, T - 1; constant from there on. Source: Smith and Topin, 2019. PyTorch: <c>OneCycleLR</c>; Optax: <c>cosine_onecycle_schedule</c>,
/// which ends at step T.
/// </summary>
/// <param name="Maximum">The largest value.</param>
/// <param name="Steps">T, the number of steps in all.</param>
/// <param name="Up">The share of the way up, in (0, 1).</param>
/// <param name="StartDivisor">By how much less it begins.</param>
/// <param name="FinalDivisor">By how much less than the start it ends.</param>
/// <param name="Anneal">The form of both ways.</param>
public sealed record OneCycleSchedule(double Maximum, long Steps, double Up = 0.3, double StartDivisor = 25, double FinalDivisor = 1e4, Anneal Anneal = Anneal.Cosine) : Schedule("one cycle")
{
    /// <inheritdoc/>
    public override double At(long step)
    {
        var (start, top, end) = (Maximum / StartDivisor, Up * Steps - 1, Steps - 1);
        var final = start / FinalDivisor;
        return step >= end ? final
            : step <= top ? Way(start, Maximum, step / top)
            : Way(Maximum, final, (step - top) / (end - top));
    }

    double Way(double from, double to, double part) => Anneal == Anneal.Linear ? from + (to - from) * part : CosineSchedule.Wave(from, to, part);

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("last step", "T - 1", "same", "-", "T")];

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new OneCycleSchedule(Rule.Share(key, 0) + 0.25, 8 + key.Below(8, 1), 0.25 + Rule.Share(key, 2) / 2, 2 + key.Below(8, 3), 2 + key.Below(8, 4), Rule.Choice<Anneal>(key, 5));
}
