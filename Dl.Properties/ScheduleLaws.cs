namespace Dl.Properties;

/// <summary>The laws of schedules, in one line of a test: <c>[Fact] public void MySchedule() => ScheduleLaws.Hold(new MySchedule());</c></summary>
public static class ScheduleLaws
{
    /// <summary>All laws of schedules.</summary>
    public static Many<Law<ScheduleCase>> All { get; } =
        [ScheduleFormLaw.Of, ScheduleEndsLaw.Of, ScheduleShapes.Symmetry, ScheduleShapes.Bounds, ScheduleShapes.Falls, ScheduleJoins.Warmup, ScheduleJoins.Join, ScheduleJoins.Restarts, SchedulePurityLaw.Of];

    /// <summary>A schedule under its laws, with settings drawn by a function.</summary>
    public static Subject<ScheduleCase> Subject(string name, Func<Key, ISchedule> schedule) => new(name, (key, _) => ScheduleCase.Draw(schedule, key));

    /// <summary>Checks every law of schedules on settings drawn by a function of a key.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(Func<Key, ISchedule> schedule, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        LawBook.Hold(Subject(schedule(Key.Of(0)).Name, schedule), All, settings);
    }

    /// <summary>Checks every law of schedules on one schedule, which may claim to be a known one.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(ISchedule mine, ISchedule? claims = null, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(mine);
        LawBook.Hold(new Subject<ScheduleCase>(mine.Name, (key, _) => ScheduleCase.Draw(_ => mine, key) with { Claims = claims }), All, settings);
    }
}
