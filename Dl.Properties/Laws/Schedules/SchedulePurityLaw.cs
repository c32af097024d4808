namespace Dl.Properties;

/// <summary>A schedule is a function of the step: the same value whatever was asked before, and a number.</summary>
public static class SchedulePurityLaw
{
    /// <summary>The law.</summary>
    public static Law<ScheduleCase> Of { get; } = new("function", "the value of a step is a number, and the same whatever was asked before (H1)", asked =>
    {
        var first = asked.Schedule.At(asked.Step);
        double[] others = [asked.Schedule.At(0), asked.Schedule.At(1), asked.Schedule.At(2)];
        return Verdict.If(double.IsFinite(first), () => FormattableString.Invariant($"at step {asked.Step} it is {first}"))
            .And(() => Walks.Each(others.Length, t => Verdict.If(double.IsFinite(others[t]), () => FormattableString.Invariant($"at step {t} it is {others[t]}"))))
            .And(() => Verdict.If(first.Equals(asked.Schedule.At(asked.Step)), () => FormattableString.Invariant($"step {asked.Step} gives {first:R}, asked again {asked.Schedule.At(asked.Step):R}")));
    });
}
