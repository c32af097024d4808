using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Practice;

public sealed class FitTests
{
    static readonly DataSet Moons = Synthetic.TwoMoons(Key.Of(1), 200);

    static readonly Model Small = Model.Of(2).Dense(16, Activation.Relu).Dropout(0.1).BatchNorm().Dense(2).Init(Key.Of(2));

    [Fact]
    public void FittingIsThePlainLoopOverTheSameBatches()
    {
        var key = Key.Of(2);
        var (optimizer, batching) = (Optimizer.Adam(0.01), new Batching(32));
        var step = Train.Step<float>(Small.Net, Loss.CrossEntropy, optimizer);
        var plain = Enumerable.Range(1, 3)
            .SelectMany(epoch => batching.Of(Moons, key.Child(2).Child(epoch)))
            .Select(batch => new Batch<float>(batch.Inputs, batch.Labels!))
            .Aggregate(Train.Start<float>(Small.Net, optimizer, [2], key), step.Invoke);

        var fitted = Small.Fit(Moons, new() { Optimizer = optimizer, BatchSize = 32, Epochs = 3, Key = key });
        ModelTests.AssertSameBits(plain.Params, fitted.Last.Params);
        ModelTests.AssertSameBits(plain.State, fitted.Last.State);
        Assert.Equal((3 * 7, Outcome.Completed), (fitted.Steps, fitted.Outcome));
    }

    [Fact]
    public void PenaltiesAndConstraintsAreThoseOfTheStep()
    {
        var (key, optimizer, batching) = (Key.Of(2), Optimizer.Adam(0.01), new Batching(32));
        var settings = new FitSettings { Optimizer = optimizer, BatchSize = 32, Epochs = 2, Key = key, Penalties = [new Ridge(0.01, Where.Matrices)], Constraints = [new MaxNorm(0.5)] };
        var step = Train.Step<float>(Small.Net, Loss.CrossEntropy, optimizer) with { Penalties = settings.Penalties, Constraints = settings.Constraints };
        var plain = Enumerable.Range(1, 2)
            .SelectMany(epoch => batching.Of(Moons, key.Child(2).Child(epoch)))
            .Select(batch => new Batch<float>(batch.Inputs, batch.Labels!))
            .Aggregate(Train.Start<float>(Small.Net, optimizer, [2], key), step.Invoke);
        var fitted = Small.Fit(Moons, settings);
        ModelTests.AssertSameBits(plain.Params, fitted.Last.Params);
        Assert.True(fitted.History[0].TrainLoss > Small.Fit(Moons, settings with { Penalties = [] }).History[0].TrainLoss);
    }

    [Fact]
    public void ThePlateauRuleLowersTheRateWhereTheLossStopsFalling()
    {
        // At such a rate nothing improves: the first loss is the best, one epoch is borne, the next one lowers the rate.
        var linear = Model.Of(2).Dense(2).Init(Key.Of(2));
        var still = new FitSettings { Optimizer = Optimizer.Sgd(1e-30), BatchSize = 200, Epochs = 6, Validation = Moons, Plateau = new(Factor: 0.5, Patience: 1) };
        Assert.Equal([1e-30, 1e-30, 1e-30, 5e-31, 5e-31, 2.5e-31], linear.Fit(Moons, still).History.Select(row => row.Rate));
        Assert.Contains("a number that rises", Assert.Throws<DlException>(() => linear.Fit(Moons, still with { Plateau = new(Rising: true) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItLearnsAndTheBestEpochIsTheOneWithTheLowestValidationLoss()
    {
        var result = Small.Fit(Moons, new() { Optimizer = Optimizer.Adam(0.01), BatchSize = 16, Epochs = 60, ValidationFraction = 0.25, RateByEpoch = Schedule.Linear(1, 0.1, 59) });
        Assert.Equal(60, result.History.Count);
        Assert.Equal(result.History.MinBy(row => row.ValidationLoss)!.Epoch, result.BestEpoch);
        Assert.InRange(result.Best.Evaluate(Synthetic.TwoMoons(Key.Of(9), 500)).Accuracy!.Value, 0.95, 1);
        Assert.Equal((0.01, 0.001), (result.History[0].Rate, result.History[^1].Rate));
    }

    [Fact]
    public void ThreadsWatchingAndASecondRunChangeNoBit()
    {
        var settings = new FitSettings { BatchSize = 16, Epochs = 3, ValidationFraction = 0.2 };
        var once = Workers.With(1, () => Small.Fit(Moons, settings));
        var twice = Workers.With(2, () => Small.Fit(Moons, settings, new Each(_ => { })));
        ModelTests.AssertSameBits(once.Best.Params, twice.Best.Params);
        ModelTests.AssertSameBits(once.Last.State, twice.Last.State);
        Assert.Equal(once.History.Select(row => row with { Seconds = 0 }), twice.History.Select(row => row with { Seconds = 0 }));
        var other = Small.Fit(Moons, settings with { Key = Key.Of(77) });
        Assert.NotEqual(once.History[0].TrainLoss, other.History[0].TrainLoss);
    }

    [Fact]
    public void CancellingKeepsTheBestAndTheLast()
    {
        using var stop = new CancellationTokenSource();
        var seen = new List<TrainingProgress>();
        var result = Small.Fit(Moons, new() { BatchSize = 50, Epochs = 1000, ValidationFraction = 0.5 }, new Each(at =>
        {
            seen.Add(at);
            if (at.Step == 5) stop.Cancel();
        }), cancellationToken: stop.Token);
        Assert.Equal((Outcome.Cancelled, 5L, 3), (result.Outcome, result.Steps, result.History.Count));
        Assert.Equal([1, 2, 2, 3, 4, 4, 5, 5], seen.Select(at => (int)at.Step));
        Assert.Equal([null, null, 1, null, null, 2, null, 3], seen.Select(at => at.Metrics?.Epoch));
        Assert.All(seen, at => Assert.Equal(2000, at.Steps));
        Assert.InRange(result.BestEpoch, 1, 3);
        var least = result.History.Min(row => row.ValidationLoss)!.Value;
        Assert.Equal(least, result.History[result.BestEpoch - 1].ValidationLoss);
    }

    [Fact]
    public void CancelledBeforeTheFirstStepTheModelIsAsItWas()
    {
        var result = Small.Fit(Moons, cancellationToken: new(canceled: true));
        Assert.Equal((Outcome.Cancelled, 0L, 0, 0), (result.Outcome, result.Steps, result.History.Count, result.BestEpoch));
        ModelTests.AssertSameBits(Small.Params, result.Best.Params);
        ModelTests.AssertSameBits(Small.Params, result.Last.Params);
    }

    [Fact]
    public void PatienceEndsTrainingThatNoLongerImproves()
    {
        var result = Small.Fit(Moons, new() { Optimizer = Optimizer.Sgd(1e-30), Epochs = 50, BatchSize = 200, Patience = 3, LastBatch = Partial.Drop, Validation = Moons });
        Assert.Equal(Outcome.EarlyStopped, result.Outcome);
        Assert.Equal(3, result.History.Count - result.BestEpoch);
    }

    /// <summary>Of losses that fall, but by less than was asked for, the first stays the best.</summary>
    [Fact]
    public void AnEpochIsBetterByAtLeastMinDelta()
    {
        var settings = new FitSettings { Optimizer = Optimizer.Sgd(0.1), Epochs = 6, BatchSize = 50, Patience = 2, Validation = Moons };
        var (any, least) = (Small.Fit(Moons, settings), Small.Fit(Moons, settings with { MinDelta = 10 }));
        Assert.Equal((6, 6), (any.BestEpoch, any.History.Count));
        Assert.Equal((1, 3, Outcome.EarlyStopped), (least.BestEpoch, least.History.Count, least.Outcome));
    }

    [Fact]
    public async Task TheStreamHasTheRecordsAndTheBitsOfFitAndEndsWithItsResult()
    {
        var settings = new FitSettings { BatchSize = 50, Epochs = 2, ValidationFraction = 0.5 };
        var (told, read) = (new List<TrainingProgress>(), new List<TrainingProgress>());
        var fitted = Small.Fit(Moons, settings, new Each(told.Add));
        await foreach (var at in Small.FitAsync(Moons, settings)) read.Add(at);
        Assert.Equal(told.Select(at => (at.Step, at.Loss, at.Metrics?.Epoch)), read.SkipLast(1).Select(at => (at.Step, at.Loss, at.Metrics?.Epoch)));
        Assert.All(read.SkipLast(1), at => Assert.Null(at.Result));
        Assert.Equal(4, read[^1].Step);
        ModelTests.AssertSameBits(fitted.Last.Params, read[^1].Result!.Last.Params);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await foreach (var at in Small.FitAsync(Moons, settings, cancellationToken: stop.Token)) Assert.Equal(Outcome.Cancelled, at.Result!.Outcome);
        await Assert.ThrowsAsync<DlException>(async () =>
        {
            await foreach (var at in Small.FitAsync(Moons, settings with { Epochs = 0 })) Assert.Fail(at.ToString());
        });
    }

    [Fact]
    public async Task WhoLeavesTheStreamEndsTheTraining()
    {
        FitState? last = null;
        await foreach (var at in Small.FitAsync(Moons, new() { BatchSize = 2, Epochs = 100_000 }, look: state => last = state))
            if (at.Step == 3) break;
        Assert.Equal(Outcome.Cancelled, last!.Outcome);
    }

    [Fact]
    public void AnAverageOfTheIteratesIsWhatIsMeasuredAndReturned()
    {
        var settings = new FitSettings { Optimizer = Optimizer.Adam(0.01).Then(new Ema(0.9)), BatchSize = 20, Epochs = 3, Validation = Moons };
        FitState? end = null;
        var result = Small.Fit(Moons, settings, look: state => end = state.Keep());
        var average = end!.Learner.Form.Pour(settings.Optimizer.Average(end.Learner.Optimizer, end.Learner.Vector));
        ModelTests.AssertSameBits(average, result.Last.Params);
        Assert.NotEqual(Tree.Leaves(end.Learner.Params)[0].Value.Value, Tree.Leaves(result.Last.Params)[0].Value.Value);
        Assert.Equal(result.Last.Evaluate(Moons).Loss, result.History[^1].ValidationLoss);
    }

    [Fact]
    public void SeveralSmallBatchesAccumulatedAreOneLargeOne()
    {
        var plain = Model.Of(2).Dense(16, Activation.Tanh).Dense(2).Init(Key.Of(2));
        var settings = new FitSettings { Optimizer = Optimizer.Sgd(0.1), BatchSize = 40, Epochs = 3 };
        var (large, small) = (plain.Fit(Moons, settings), plain.Fit(Moons, settings with { BatchSize = 10, Optimizer = Optimizer.Accumulate(Optimizer.Sgd(0.1), 4) }));
        foreach (var (one, other) in Tree.Leaves(large.Last.Params).Zip(Tree.Leaves(small.Last.Params)))
            Assert.All(one.Value.Value.Span.ToArray().Zip(other.Value.Value.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void MetricsAreMeasuredAfterEachEpochAndStandInTheTable()
    {
        var settings = new FitSettings { BatchSize = 20, Epochs = 2, ValidationFraction = 0.25, Metrics = [Metric.F1(), Metric.Recall(Averaging.Weighted)] };
        var result = Small.Fit(Moons, settings);
        var counts = ConfusionMatrix.Of(Moons.Classes, settings.Parts(Moons).Validation!.Labels!, Metrics.Predicted(result.Last.Predict(settings.Parts(Moons).Validation!.Inputs)));
        Assert.Equal(["f1_macro", "recall_weighted"], result.History[^1].Scores.Select(score => score.Name));
        Assert.Equal(counts.MacroF1, result.History[^1].Scores[0].Value, 12);
        Assert.Equal(counts.Accuracy, result.History[^1].Scores[1].Value, 12);
        Assert.StartsWith("epoch,step,train_loss,validation_loss,validation_accuracy,rate,f1_macro,recall_weighted,seconds\n1,8,", result.MetricsCsv(), StringComparison.Ordinal);
        Assert.All(result.MetricsCsv().Split('\n')[..^1], line => Assert.Equal(9, line.Split(',').Length));
        Assert.Contains("held out, but none are", Assert.Throws<DlException>(() => Small.Fit(Moons, settings with { ValidationFraction = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("r2 is for values, but", Assert.Throws<DlException>(() => Small.Fit(Moons, settings with { Metrics = [Metric.R2] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASoftmaxBeforeCrossEntropyIsRefusedWithItsCure()
    {
        foreach (var end in new ILayer[] { new LogSoftmax(), new Dense(2, new LogSoftmax()), Net.Seq(new Dense(2), new LogSoftmax(), new Identity()) })
        {
            var error = Assert.Throws<DlException>(() => Model.Of(2).Then(end).Init(Key.Of(1)).Fit(Moons));
            Assert.Contains("ends in 'log softmax'; leave that layer out", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("the network has 1 outputs")]
    [InlineData("begin it with Flatten")]
    [InlineData("two moons: its examples are [2], but the network takes [3]")]
    [InlineData("at least 1 epoch, not 0")]
    [InlineData("at least 1 example, not 0")]
    [InlineData("the patience is at least 1 epoch, not 0")]
    [InlineData("lies in [0, 1), but is 1.5")]
    [InlineData("is at least 0 and finite")]
    public void WhatCannotBeRightIsRefusedBeforeTheFirstStep(string complaint)
    {
        Func<FitResult>[] all =
        [
            () => Model.Of(2).Dense(1).Init(Key.Of(1)).Fit(Moons),
            () => Model.Of(2, 2).Dense(2).Init(Key.Of(1)).Fit(Moons),
            () => Model.Of(3).Dense(2).Init(Key.Of(1)).Fit(Moons),
            () => Small.Fit(Moons, new() { Epochs = 0 }),
            () => Small.Fit(Moons, new() { BatchSize = 0 }),
            () => Small.Fit(Moons, new() { Patience = 0 }),
            () => Small.Fit(Moons, new() { ValidationFraction = 1.5 }),
            () => Small.Fit(Moons, new() { RateByEpoch = -2 }),
        ];
        Assert.Contains(all, run => Assert.Throws<DlException>(run).Message.Contains(complaint, StringComparison.Ordinal));
    }

    [Fact]
    public void AModelPreparesItsInputsInTrainingAndInUse()
    {
        var far = Moons.WithInputs(Tensor<float>.Build(Moons.Inputs.Shape, Moons.Inputs, static (into, from) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = 1000 + 50 * from[i];
        }));
        var prepared = Small with { Preprocessing = Preprocessing.Fit(far) };
        var settings = new FitSettings { Epochs = 2, BatchSize = 20 };
        ModelTests.AssertSameBits(Small.Fit(prepared.Preprocessing.Apply(far), settings).Last.Params, prepared.Fit(far, settings).Last.Params);
    }

    [Fact]
    public void TheTableOfTheHistoryIsTheSameInEveryLanguage()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("es-ES");
            var table = new FitResult(Small, Small, 1, Outcome.Completed, [new(1, 0.5, null, null, 1e-3, 1.25), new(2, 0.25, 0.125, 0.75, 1e-3, 1)], 9, 5, default).MetricsCsv();
            Assert.Equal("epoch,step,train_loss,validation_loss,validation_accuracy,rate,seconds\n1,5,0.5,,,0.001,1.250\n2,9,0.25,0.125,0.75,0.001,1.000\n", table);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    sealed class Each(Action<TrainingProgress> look) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => look(value);
    }
}
