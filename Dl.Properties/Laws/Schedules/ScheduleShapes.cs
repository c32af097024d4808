using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>The forms of schedules.</summary>
static class ScheduleShapes
{
    /// <summary>H3: half a wave is symmetric about its middle: <c>eta(t) + eta(T - t) = from + to</c>. Tolerance 8 u.</summary>
    public static Law<ScheduleCase> Symmetry { get; } = new("symmetry", "eta(t) + eta(T - t) = from + to (H3)", asked =>
    {
        if (asked.Held is not CosineSchedule { Steps: > 0 } wave) return Verdict.Silent;
        var step = asked.Step % (wave.Steps + 1);
        return Verdict.Close(asked.Schedule.At(step) + asked.Schedule.At(wave.Steps - step), wave.From + wave.To, 8 * U * (Math.Abs(wave.From) + Math.Abs(wave.To)), () => FormattableString.Invariant($"the sum at steps {step} and {wave.Steps - step}"));
    });

    /// <summary>H4: a schedule stays between its least and its largest value. Tolerance 4 u.</summary>
    public static Law<ScheduleCase> Bounds { get; } = new("bounds", "it stays between its least and its largest value (H4)", asked =>
    {
        if (Range(asked.Held) is not var (low, high)) return Verdict.Silent;
        var (value, slack) = (asked.Schedule.At(asked.Step), 4 * U * Math.Max(Math.Abs(low), Math.Abs(high)));
        return Verdict.If(value >= low - slack && value <= high + slack, () => FormattableString.Invariant($"at step {asked.Step} it is {value:R}, outside [{low:R}, {high:R}]"));
    });

    /// <summary>H4: what goes one way goes no other. Tolerance 4 u.</summary>
    public static Law<ScheduleCase> Falls { get; } = new("monotone", "what falls never rises, and the other way round (H4)", asked =>
    {
        var sense = asked.Held switch
        {
            LinearSchedule line => Math.Sign(line.To - line.From),
            CosineSchedule wave => Math.Sign(wave.To - wave.From),
            PolynomialSchedule power => Math.Sign(power.To - power.From),
            ExponentialSchedule { Base: > 0, Gamma: > 0 and <= 1 } or StepSchedule { Base: > 0, Gamma: > 0 and <= 1 } or MultiStepSchedule { Base: > 0, Gamma: > 0 and <= 1 } or InverseRootSchedule { Factor: > 0 } => -1,
            _ => 0,
        };
        var (now, next) = (asked.Schedule.At(asked.Step), asked.Schedule.At(asked.Step + 1));
        return sense == 0 ? Verdict.Silent : Verdict.If(sense * (next - now) >= -4 * U * Math.Abs(now), () => FormattableString.Invariant($"from step {asked.Step} to the next it goes from {now:R} to {next:R}"));
    });

    static (double Low, double High)? Range(ISchedule schedule) => schedule switch
    {
        LinearSchedule line => Ordered(line.From, line.To),
        CosineSchedule wave => Ordered(wave.From, wave.To),
        CosineRestartsSchedule wave => Ordered(wave.From, wave.To),
        PolynomialSchedule power => Ordered(power.From, power.To),
        OneCycleSchedule { Maximum: > 0, StartDivisor: >= 1, FinalDivisor: >= 1 } cycle => (cycle.Maximum / cycle.StartDivisor / cycle.FinalDivisor, cycle.Maximum),
        PiecewiseSchedule corners => (corners.Corners.Min(corner => corner.Value), corners.Corners.Max(corner => corner.Value)),
        _ => null,
    };

    static (double, double) Ordered(double a, double b) => (Math.Min(a, b), Math.Max(a, b));
}
