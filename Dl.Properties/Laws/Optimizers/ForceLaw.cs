using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>H7: the k-th step, counted from 0, uses the rate at k, not at its neighbours, and tells so. Relative tolerance 2 u.</summary>
public static class ForceLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("rate in force", "step k, counted from 0, uses the schedule at k, and the result says so (H7)", asked =>
    {
        if (asked.Sole<Rate>() is not { } rate) return Verdict.Silent;
        var scheduled = asked.With(new([new Rate(new LinearSchedule(1, 3, 8))])) ?? asked;
        var schedule = scheduled.Sole<Rate>()?.Schedule ?? rate.Schedule;
        var zero = scheduled with { Start = Tensor<double>.Zeros(asked.Start.Shape) };
        var ones = Enumerable.Repeat(Tensor<double>.Ones(asked.Start.Shape), 10);
        return Each(zero.Optimizer.Updates(ones), Enumerable.Range(0, 10), (_, u, k) => Verdict.Close(u[0], schedule.At(k), 2 * U * Math.Abs(schedule.At(k)), () => $"the rate of step {k}"))
            .And(() => Each(zero.Run().Skip(1), Enumerable.Range(0, asked.Steps), (_, at, k) => asked.Claims is not null ? Verdict.Holds
                : Verdict.Close(at.Rates[0].Value, schedule.At(k), 2 * U * Math.Abs(schedule.At(k)), () => $"the rate that step {k} tells")));
    });
}
