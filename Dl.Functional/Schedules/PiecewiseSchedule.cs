namespace Dl.Functional;

/// <summary>A corner of a <see cref="PiecewiseSchedule"/>.</summary>
/// <param name="Step">The step.</param>
/// <param name="Value">The value at it.</param>
public readonly record struct Corner(long Step, double Value);

/// <summary>On lines from corner to corner; constant before the first and behind the last. Optax: <c>piecewise_interpolate_schedule</c>.</summary>
/// <param name="Corners">The corners, at rising steps; at least one.</param>
public sealed record PiecewiseSchedule(Many<Corner> Corners) : Schedule("piecewise")
{
    /// <inheritdoc/>
    public override double At(long step)
    {
        if (step <= Corners[0].Step) return Corners[0].Value;
        for (var i = 1; i < Corners.Count; i++)
            if (Corners[i] is var to && step < to.Step && Corners[i - 1] is var from)
                return from.Value + (to.Value - from.Value) * (step - from.Step) / (to.Step - from.Step);
        return Corners[^1].Value;
    }

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new PiecewiseSchedule([new(key.Below(3, 0), Rule.Share(key, 1)), new(3 + key.Below(3, 2), Rule.Share(key, 3)), new(8, Rule.Share(key, 4))]);
}
