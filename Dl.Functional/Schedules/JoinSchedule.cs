namespace Dl.Functional;

/// <summary>A schedule and the step from which on it runs.</summary>
/// <param name="Start">The step, which is its step 0.</param>
/// <param name="Schedule">The schedule.</param>
public sealed record Stage(long Start, ISchedule Schedule);

/// <summary>
/// Schedules one behind the other: from its start on each runs with steps of its own. Before the first start the first schedule stands at its
/// step 0. PyTorch: <c>SequentialLR</c>; Optax: <c>join_schedules</c>.
/// </summary>
/// <param name="Stages">The schedules, at rising steps; at least one.</param>
public sealed record JoinSchedule(Many<Stage> Stages) : Schedule("join")
{
    /// <inheritdoc/>
    public override double At(long step)
    {
        var stage = Stages[0];
        foreach (var next in Stages)
            if (next.Start <= step) stage = next;
        return stage.Schedule.At(Math.Max(0, step - stage.Start));
    }

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new JoinSchedule([new(0, LinearSchedule.Example(key.Child(0))), new(key.Below(5, 0), ExponentialSchedule.Example(key.Child(1))), new(6, ConstantSchedule.Example(key.Child(2)))]);
}
