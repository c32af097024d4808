using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>
/// H1: at every step a schedule has the value of another way to it: step by step from the value before, or by another form of the
/// same function. Tolerance 8 (t + 1) u of the largest value on the way.
/// </summary>
public static class ScheduleFormLaw
{
    /// <summary>The law.</summary>
    public static Law<ScheduleCase> Of { get; } = new("stepped", "the closed form is the stepped form at every step (H1)", asked =>
        Stepped(asked.Held, asked.Step) is not var (value, scale) ? Verdict.Silent
            : Verdict.Close(asked.Schedule.At(asked.Step), value, 8 * (asked.Step + 1) * U * Math.Max(scale, double.Epsilon), () => FormattableString.Invariant($"the value at step {asked.Step}")));

    // The value, and the largest magnitude on the way.
    static (double Value, double Scale)? Stepped(ISchedule schedule, int step) => schedule switch
    {
        ConstantSchedule constant => (constant.Value, Math.Abs(constant.Value)),
        ExponentialSchedule exponential => Walk(exponential.Base, step, (_, x) => x * exponential.Gamma),
        StepSchedule steps => Walk(steps.Base, step, (t, x) => t % steps.Every == 0 ? x * steps.Gamma : x),
        MultiStepSchedule steps => Walk(steps.Base * Math.Pow(steps.Gamma, steps.Milestones.Count(at => at <= 0)), step, (t, x) => x * Math.Pow(steps.Gamma, steps.Milestones.Count(at => at == t))),
        LinearSchedule { Steps: > 0 } line => Walk(line.From, step, (t, x) => t <= line.Steps ? x + (line.To - line.From) / line.Steps : x) is var (value, scale) ? (value, scale + Math.Abs(line.To)) : null,
        // cos^2 of half the angle.
        CosineSchedule { Steps: > 0 } wave => (step >= wave.Steps ? wave.To : wave.To + (wave.From - wave.To) * Math.Pow(Math.Cos(Math.PI * step / wave.Steps / 2), 2), Math.Abs(wave.From) + Math.Abs(wave.To)),
        PolynomialSchedule power when step < power.Steps => (power.To + (power.From - power.To) * Math.Exp(power.Power * Math.Log((power.Steps - step) / (double)power.Steps)), (1 + power.Power) * (Math.Abs(power.From) + Math.Abs(power.To))),
        PolynomialSchedule power => (power.To, Math.Abs(power.To)),
        InverseRootSchedule root => (Math.Min(root.Most, Math.Sqrt(root.Factor * root.Factor / (step + 1))), root.Factor),
        CosineRestartsSchedule wave => Restarted(wave, step),
        OneCycleSchedule { Steps: > 1 } cycle => OneCycle(cycle, step),
        PiecewiseSchedule { Corners: [var start, ..] corners } => Walk(start.Value, step, (t, x) => x + Enumerable.Range(1, corners.Count - 1).Where(i => corners[i - 1].Step < t && t <= corners[i].Step)
            .Sum(i => (corners[i].Value - corners[i - 1].Value) / (corners[i].Step - corners[i - 1].Step))) is var (value, scale) ? (value, scale + corners.Max(corner => Math.Abs(corner.Value))) : null,
        EpochsSchedule epochs => Inside(epochs.Of, Epoch(epochs.Steps, step)),
        ScaledSchedule scaled => Inside(scaled.Of, step) is var (value, scale) ? (scaled.Factor * value, Math.Abs(scaled.Factor) * scale) : null,
        _ => null,
    };

    static (double, double) Walk(double first, int step, Func<int, double, double> next)
    {
        var (value, scale) = (first, Math.Abs(first));
        for (var t = 1; t <= step; t++)
        {
            value = next(t, value);
            scale = Math.Max(scale, Math.Abs(value));
        }
        return (value, scale);
    }

    static (double Value, double Scale) Inside(ISchedule schedule, int step) => Stepped(schedule, step) ?? (schedule.At(step), Math.Abs(schedule.At(step)));

    // A counter of epochs that moves when one is over.
    static int Epoch(long steps, int step)
    {
        var (epoch, left) = (0, steps);
        for (var t = 0; t < step; t++)
            if (--left == 0) (epoch, left) = (epoch + 1, steps);
        return epoch;
    }

    // Back from the end of each way: sin^2 of half the angle that is left, or the share of the line.
    static (double, double) OneCycle(OneCycleSchedule cycle, int step)
    {
        var (first, top, end) = (cycle.Maximum / cycle.StartDivisor, cycle.Up * cycle.Steps - 1, cycle.Steps - 1.0);
        var (from, to, left) = step <= top ? (first, cycle.Maximum, (top - step) / top) : (cycle.Maximum, first / cycle.FinalDivisor, Math.Max(0, end - step) / (end - top));
        return (to + (from - to) * (cycle.Anneal == Anneal.Linear ? left : Math.Pow(Math.Sin(Math.PI * left / 2), 2)), 4 * Math.Abs(cycle.Maximum));
    }

    // A counter that starts again where a wave ends.
    static (double, double) Restarted(CosineRestartsSchedule wave, int step)
    {
        var (at, length) = (0L, wave.First);
        for (var t = 0; t < step; t++)
            if (++at == length) (at, length) = (0, length * wave.Factor);
        return (wave.To + (wave.From - wave.To) * Math.Pow(Math.Cos(Math.PI * at / length / 2), 2), Math.Abs(wave.From) + Math.Abs(wave.To));
    }
}
