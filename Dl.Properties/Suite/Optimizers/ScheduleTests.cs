using Dl.Functional;

namespace Dl.Properties.Suite.Optimizers;

/// <summary>Schedules at the steps where they bend, and the rule that waits for a plateau.</summary>
public class ScheduleTests
{
    [Fact]
    public void AWarmUpEndsWhereTheNextBegins()
    {
        var schedule = Schedule.Warmup(4).Then(Schedule.Cosine(2, 10));
        Assert.Equal([0, 0.5, 1, 1.5, 2, 0], new long[] { 0, 1, 2, 3, 4, 14 }.Select(schedule.At));
        Assert.Equal(schedule.At(5), Schedule.Cosine(2, 10).At(1));
    }

    [Fact]
    public void EpochsJoinsAndCorners()
    {
        Assert.Equal([1, 1, 0.5, 0.5, 0], new long[] { 0, 2, 3, 5, 6 }.Select(Schedule.Linear(1, 0, 2).Epochs(3).At));
        Assert.Equal([3, 3, 1, 0.5], new long[] { 0, 1, 2, 3 }.Select(Schedule.Join(new Stage(0, Schedule.Constant(3)), new Stage(2, Schedule.Exponential(1, 0.5))).At));
        Assert.Equal(Schedule.Exponential(1, 0.5).At(0), Schedule.Join(new Stage(0, Schedule.Constant(3)), new Stage(0, Schedule.Exponential(1, 0.5))).At(0));
        Assert.Equal([2, 2, 1, 0, 0], new long[] { 0, 2, 3, 4, 9 }.Select(Schedule.Piecewise(new Corner(2, 2), new Corner(4, 0)).At));
        Assert.Equal(0.125, Schedule.Constant(0.25).Times(0.5).At(9));
    }

    [Fact]
    public void RestartsComeWhenTheirWaveIsOver()
    {
        var schedule = Schedule.CosineRestarts(1, 2, 3);
        Assert.Equal([1, 1, 1], new long[] { 0, 2, 8 }.Select(schedule.At));
        Assert.All(new long[] { 1, 7, 25 }, step => Assert.True(schedule.At(step) < 1));
        Assert.Equal(1, Schedule.CosineRestarts(1, 5).At(5_000_000_000_000_000));
    }

    [Fact]
    public void OnAPlateauTheRateFallsAfterItsPatienceAndCools()
    {
        var rule = new ReduceOnPlateau(Factor: 0.5, Patience: 1, Threshold: 0, Cooldown: 2, Least: 0.2);
        double[] losses = [4, 3, 3, 3, 3, 3, 3, 3, double.NaN, 2, 2, 2];
        var share = losses.Aggregate((At: rule.Start, Shares: new List<double>()), (so, loss) =>
        {
            var next = rule.Next(so.At, loss);
            so.Shares.Add(next.Share);
            return (next, so.Shares);
        }).Shares;
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.2], share);
    }

    [Fact]
    public void ARateFollowsTheBatch()
    {
        Assert.Equal(0.4, BatchScaling.Linear(0.1, 64, 256), 1e-15);
        Assert.Equal(0.2, BatchScaling.SquareRoot(0.1, 64, 256), 1e-15);
    }
}
