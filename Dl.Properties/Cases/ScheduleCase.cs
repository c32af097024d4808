namespace Dl.Properties;

/// <summary>A schedule, what it claims to be, and a step.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Step">A step, counted from 0.</param>
/// <param name="Claims">What the schedule claims to be, where it does not say so itself.</param>
public sealed record ScheduleCase(ISchedule Schedule, int Step, ISchedule? Claims = null) : Case
{
    /// <summary>How the schedule is made from what it claims to be; null where that is not known.</summary>
    public Func<ISchedule, ISchedule>? Remade { get; init; }

    /// <inheritdoc/>
    public override string Source => $"new ScheduleCase({Properties.Source.Of(Schedule)}, {Properties.Source.Of(Step)}{(Claims is null ? "" : $", {Properties.Source.Of(Claims)}")})";

    /// <inheritdoc/>
    public override Measure Measure => Properties.Source.Measure(Claims ?? Schedule) + Shrink.Of(Step);

    /// <summary>What the laws hold the schedule to.</summary>
    public ISchedule Held => Claims ?? Claimed.By(Schedule);

    /// <summary>The cases of a schedule drawn by a function.</summary>
    public static ScheduleCase Draw(Func<Key, ISchedule> schedule, Key key)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new(schedule(key.Child(0)), key.Below(32, 0));
    }

    /// <summary>The cases of a schedule that is made from what it claims to be.</summary>
    public static ScheduleCase Draw(Func<Key, ISchedule> claims, Func<ISchedule, ISchedule> remade, Key key)
    {
        ArgumentNullException.ThrowIfNull(remade);
        var drawn = Draw(claims, key);
        return drawn with { Schedule = remade(drawn.Schedule), Claims = drawn.Schedule, Remade = remade };
    }

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller()
    {
        foreach (var step in new[] { 1, 0, Step / 2, Step - 1 }.Where(step => step >= 0 && Shrink.Of(step) < Shrink.Of(Step)).Distinct()) yield return this with { Step = step };
        if (Remade is not null)
            foreach (var claims in Properties.Source.Simpler(Claims!)) yield return this with { Schedule = Remade(claims), Claims = claims };
        else if (Claims is null)
            foreach (var schedule in Properties.Source.Simpler(Schedule)) yield return this with { Schedule = schedule };
    }
}
