using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>H2: a schedule begins and ends where it says, and stays there behind its end. Tolerance 4 u.</summary>
public static class ScheduleEndsLaw
{
    /// <summary>The law.</summary>
    public static Law<ScheduleCase> Of { get; } = new("ends", "it begins and ends where it says, and stays there (H2)", asked => Ends(asked.Held) is not var (first, last, steps) ? Verdict.Silent
        : Near(asked.Schedule, 0, steps == 0 ? last : first).And(() => Near(asked.Schedule, steps, last)).And(() => Near(asked.Schedule, steps + 1 + asked.Step, last)));

    static Verdict Near(ISchedule schedule, long step, double wanted) => Verdict.Close(schedule.At(step), wanted, 4 * U * Math.Max(1, Math.Abs(wanted)), () => FormattableString.Invariant($"the value at step {step}"));

    static (double First, double Last, long Steps)? Ends(ISchedule schedule) => schedule switch
    {
        LinearSchedule line => (line.From, line.To, line.Steps),
        CosineSchedule wave => (wave.From, wave.To, wave.Steps),
        PolynomialSchedule power => (power.From, power.To, power.Steps),
        OneCycleSchedule { Steps: > 1 } cycle => (cycle.Maximum / cycle.StartDivisor, cycle.Maximum / cycle.StartDivisor / cycle.FinalDivisor, cycle.Steps - 1),
        PiecewiseSchedule corners => (corners.Corners[0].Value, corners.Corners[^1].Value, Math.Max(corners.Corners[^1].Step, 1)),
        _ => null,
    };
}
