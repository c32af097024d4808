namespace Dl.Properties;

/// <summary>Wrong schedules.</summary>
static class ScheduleMutants
{
    /// <summary>All of them.</summary>
    public static Many<Mutant> All { get; } =
    [
        Of("M48", "tracel-ai/burn#5191", "the cosine restarts by itself", CosineSchedule.Example,
            right => new WrongSchedule(right) { Wrong = (s, t) => s is CosineSchedule wave ? Wave(wave, t % (wave.Steps + 1)) : s.At(t) }),
        Of("M49", "pytorch/pytorch#20086, #19180", "the cosine by a recursion that goes on behind its end", CosineSchedule.Example,
            right => new WrongSchedule(right) { Wrong = (s, t) => s is CosineSchedule wave ? Recursive(wave, t) : s.At(t) }),
        Of("M50", "pytorch/pytorch#23480", "warm restarts shifted by one step", CosineRestartsSchedule.Example,
            right => new WrongSchedule(right) { Wrong = (s, t) => s.At(t + 1) }),
        Of("M51", "dotnet/TorchSharp#1241", "a + b / c in place of (a + b) / c", LinearSchedule.Example,
            right => new WrongSchedule(right) { Wrong = (s, t) => s is LinearSchedule line && t < line.Steps ? line.From * (line.Steps - t) + line.To * t / line.Steps : s.At(t) }),
        Of("S01", "a fault for a law", "a joined schedule goes on with the step of the whole", JoinSchedule.Example,
            right => new WrongSchedule(right) { Wrong = (s, t) => s is JoinSchedule join ? (join.Stages.LastOrDefault(stage => stage.Start <= t) ?? join.Stages[0]).Schedule.At(t) : s.At(t) }),
        Of("S02", "a fault for a law", "a warm-up that never quite arrives: t / (n + 1)", WarmupSchedule.Example,
            right => new WrongSchedule(right) { Wrong = (s, t) => s is WarmupSchedule up && t < up.Steps ? (up.From + (1 - up.From) * t / (up.Steps + 1)) * up.Next.At(0) : s.At(t) }),
        Of("S03", "a fault for a law", "one cycle whose way up is as long as the whole", OneCycleSchedule.Example,
            right => new WrongSchedule(right) { Wrong = (s, t) => s is OneCycleSchedule cycle ? cycle.Maximum * (1 + t) / cycle.Steps : s.At(t) }),
        Of("S04", "a fault for a law", "a quarter of a wave in place of a half", CosineSchedule.Example,
            right => new WrongSchedule(right) { Wrong = (s, t) => s is CosineSchedule wave && t < wave.Steps ? wave.To + (wave.From - wave.To) * Math.Cos(Math.PI * t / wave.Steps / 2) : s.At(t) }),
        Of("S05", "a fault for a law", "epochs that begin one step early", EpochsSchedule.Example,
            right => new WrongSchedule(right) { Wrong = (s, t) => s.At(t + 1) }),
        Of("S06", "a fault for a law", "the number added in place of multiplied", ScaledSchedule.Example,
            right => new WrongSchedule(right) { Wrong = (s, t) => s is ScaledSchedule scaled ? scaled.Of.At(t) + scaled.Factor : s.At(t) }),
        Of("S07", "a fault for a law", "steps in place of lines from corner to corner", PiecewiseSchedule.Example,
            right => new WrongSchedule(right) { Wrong = (s, t) => s is PiecewiseSchedule piecewise ? (piecewise.Corners.LastOrDefault(corner => corner.Step <= t) is { Step: > 0 } at ? at : piecewise.Corners[0]).Value : s.At(t) }),
        Of("S08", "a fault for a law", "a warm-up of no steps divides 0 by 0", key => new WarmupSchedule(0, CosineSchedule.Example(key)),
            right => new WrongSchedule(right) { Wrong = (s, t) => s is WarmupSchedule up && t <= up.Steps ? (double)t / up.Steps * up.Next.At(0) : s.At(t) }),
    ];

    static Mutant Of(string name, string source, string wrong, Func<Key, ISchedule> right, Func<ISchedule, ISchedule> spoil) => new(name, source, wrong,
        LawBook.On(new Subject<ScheduleCase>($"{name} {right(Key.Of(0)).Name}", (key, _) => ScheduleCase.Draw(right, spoil, key)), ScheduleLaws.All).ToMany());

    static double Wave(CosineSchedule wave, long t) => wave.Steps == 0 ? wave.To : wave.To + (wave.From - wave.To) * (1 + Math.Cos(Math.PI * t / wave.Steps)) / 2;

    static double Recursive(CosineSchedule wave, long step)
    {
        var value = wave.From;
        for (var t = 1; t <= step; t++)
            value = (1 + Math.Cos(Math.PI * t / wave.Steps)) / (1 + Math.Cos(Math.PI * (t - 1) / wave.Steps)) * (value - wave.To) + wave.To;
        return value;
    }
}

/// <summary>A schedule that another one was made wrong from.</summary>
/// <param name="Right">The right one.</param>
sealed record WrongSchedule(ISchedule Right) : ISchedule, IClaims<ISchedule>
{
    /// <summary>The wrong value of a step.</summary>
    public required Func<ISchedule, long, double> Wrong { get; init; }

    /// <inheritdoc/>
    public string Name => "wrong schedule";

    /// <inheritdoc/>
    public ISchedule Claims => Right;

    /// <inheritdoc/>
    public double At(long step) => Wrong(Right, step);
}
