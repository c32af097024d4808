using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>Where schedules meet.</summary>
static class ScheduleJoins
{
    /// <summary>H5: a warm-up rises on a line and ends exactly where the next schedule begins, which then runs with steps of its own; to 4 u.</summary>
    public static Law<ScheduleCase> Warmup { get; } = new("warm-up", "it rises on a line to exactly where the next schedule begins (H5)", asked =>
    {
        if (asked.Held is not WarmupSchedule warmup) return Verdict.Silent;
        var (n, first) = (warmup.Steps, warmup.Next.At(0));
        return Verdict.If(asked.Schedule.At(n).Equals(first), () => FormattableString.Invariant($"it ends at {asked.Schedule.At(n):R}, the next schedule begins at {first:R}"))
            .And(() => Verdict.If(asked.Schedule.At(n + asked.Step).Equals(warmup.Next.At(asked.Step)), () => FormattableString.Invariant($"{asked.Step} steps behind it the next schedule is not at its step {asked.Step}")))
            .And(() => n == 0 ? Verdict.Holds : Verdict.Close(asked.Schedule.At(asked.Step % n), first * (warmup.From * (n - asked.Step % n) + asked.Step % n) / n, 8 * U * Math.Abs(first), () => FormattableString.Invariant($"the value at step {asked.Step % n}")));
    });

    /// <summary>H6: from its start on, 0 included, a stage runs with steps of its own; the later of two with one start runs. To the bit.</summary>
    public static Law<ScheduleCase> Join { get; } = new("join", "a schedule runs from its start on, 0 included, with steps of its own (H6)", asked =>
    {
        if (asked.Held is not JoinSchedule join) return Verdict.Silent;
        var stage = join.Stages.LastOrDefault(stage => stage.Start <= asked.Step) ?? join.Stages[0];
        var wanted = stage.Schedule.At(Math.Max(0, asked.Step - stage.Start));
        return Verdict.If(asked.Schedule.At(asked.Step).Equals(wanted), () => FormattableString.Invariant($"at step {asked.Step} it is {asked.Schedule.At(asked.Step):R}, the schedule from {stage.Start} on {wanted:R}"));
    });

    /// <summary>H8: wave i begins at step <c>first (1 + factor + ... + factor^(i-1))</c>, at the full value, to the bit.</summary>
    public static Law<ScheduleCase> Restarts { get; } = new("restarts", "wave i is factor^i times as long as the first, and begins at the full value (H8)", asked =>
    {
        if (asked.Held is not CosineRestartsSchedule wave) return Verdict.Silent;
        var (start, length) = (0L, wave.First);
        return Each(4, i =>
        {
            var at = start;
            (start, length) = (start + length, length * wave.Factor);
            return Verdict.Close(asked.Schedule.At(at), wave.From, 2 * U * (Math.Abs(wave.From) + Math.Abs(wave.To)), () => FormattableString.Invariant($"the start of wave {i}, step {at}"));
        });
    });
}
