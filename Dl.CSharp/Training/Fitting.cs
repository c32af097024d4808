using System.Diagnostics;
using System.Threading;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>The training loop: epochs of <see cref="Train.Fold{T}(IEnumerable{Batch{T}}, Learner{T}, Step{T}, Func{Learner{T}, bool})"/>,
/// each followed by a measurement. Keras: <c>fit</c>.</summary>
public static class Fitting
{
    /// <summary>
    /// Trains. Laws: equal models, data and settings give equal bits, on any number of threads; watching changes nothing; so does stopping, if training
    /// goes on from the state where it stopped.
    /// </summary>
    /// <param name="model">Where training begins; it stays as it was.</param>
    /// <param name="data">The training examples, as measured.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="progress">Is told where training stands after each step, and what was measured after each epoch.</param>
    /// <param name="from">Where an earlier run of the same model, data and settings stopped; null to begin. Only the number of epochs may be another.</param>
    /// <param name="look">Is lent the state after each step, after each epoch, and at the end: for checkpoints.</param>
    /// <param name="cancellationToken">Ends training after the step that is running: no exception, but <see cref="Outcome.Cancelled"/>.</param>
    /// <exception cref="DlException">A setting is out of range, or the data do not fit the network or the loss.</exception>
    public static FitResult Run(
        Model model, DataSet data, FitSettings? settings = null, IProgress<TrainingProgress>? progress = null,
        FitState? from = null, Action<FitState>? look = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        settings ??= new();
        var (training, validation) = settings.Parts(data);
        FitChecks.All(model, training, validation, settings);

        var batching = new Batching(settings.BatchSize, settings.LastBatch);
        var (batches, steps) = (batching.Count(training.Count), (long)batching.Count(training.Count) * settings.Epochs);
        var at = (from ?? FitState.Start(model, settings)) with { Outcome = null };
        var (clock, earlier, began) = (Stopwatch.StartNew(), at.Elapsed, at.Learner.Steps);

        while ((at = at.Judged(settings, cancellationToken.IsCancellationRequested)).Outcome is null)
        {
            at = Epoch(at);
            if (at.Outcome is null) at = Measured(at);
            if (at.Outcome is null) look?.Invoke(at);
        }
        look?.Invoke(at);

        // An epoch that was cancelled is measured where it stopped: in the result, not in the state, for a run that goes on measures whole epochs.
        var end = at is { Outcome: Outcome.Cancelled, Seen: > 0 } ? Measured(at) : at;
        return new(model with { Params = end.Best.Params, State = end.Best.State }, settings.Learnt(model, at.Learner), end.Best.Epoch, end.Outcome!.Value, end.History, at.Learner.Steps, batches, at.Elapsed)
        {
            Fault = end.Outcome == Outcome.NonFinite ? end.Fault : null, Skipped = end.Skipped,
        };

        FitState Epoch(FitState start)
        {
            var (at, batch, step) = (start, default(Batch<float>), settings.StepOf(model, start.Epoch, start.Plateau?.Share ?? 1));
            var left = Feeding.Of(model, training, settings, start.Epoch, start.Batch).Select(next => batch = next);
            var learner = Train.Fold(left, start.Learner, step, learner =>
            {
                var fault = learner.Steps > at.Learner.Steps ? null : Fault.Of(step, learner, batch, at, learner.Loss);
                at = fault is null ? at.Taken(learner, batch.Inputs.Shape[0]) : at.Refused(learner, fault, settings.OnNonFinite.Skips);
                at = at with { Elapsed = earlier + clock.Elapsed };
                progress?.Report(Progress(at, null) with { Fault = fault });
                if (at.Outcome is null && at.Batch < batches && cancellationToken.IsCancellationRequested) at = at with { Outcome = Outcome.Cancelled };
                if (at.Outcome is null) look?.Invoke(at);
                return at.Outcome is null;
            });
            // Where an update has made a parameter that is not finite, what was good last is where the epoch began.
            return at is { Outcome: Outcome.NonFinite, Fault.Found.Origin: Origin.Parameters } ? start with { Fault = at.Fault, Outcome = at.Outcome } : at with { Learner = learner };
        }

        FitState Measured(FitState at)
        {
            var trained = settings.Learnt(model, at.Learner);
            var held = validation is null ? null : trained.Evaluate(validation, settings.Loss, settings.Measured);
            var spent = earlier + clock.Elapsed - TimeSpan.FromSeconds(at.History.Sum(row => row.Seconds));
            var metrics = new EpochMetrics(at.Epoch, at.Sum / at.Seen, held?.Loss, held?.Accuracy, at.Learner.Rate, spent.TotalSeconds) { Scores = held?.Scores ?? [] };
            progress?.Report(Progress(at, metrics));
            var next = at.Measured(metrics, trained, settings) with { Elapsed = earlier + clock.Elapsed };
            var (what, number) = held is null ? ($"the training loss '{settings.Loss.Name}'", metrics.TrainLoss)
                : settings.Monitor is { } by && double.IsFinite(held.Loss) ? ($"the validation {by.Name}", settings.Score(metrics))
                : ($"the validation loss '{settings.Loss.Name}'", held.Loss);
            return double.IsFinite(number) ? next : next with { Outcome = Outcome.NonFinite, Fault = new(what, number, at.Learner.Steps, at.Epoch, 0, at.Learner.Rate, null) };
        }

        TrainingProgress Progress(FitState at, EpochMetrics? metrics) => new(
            at.Learner.Steps, steps, at.Epoch, settings.Epochs, at.Learner.Loss, metrics, at.Learner.Rate, at.Elapsed,
            clock.Elapsed * (Math.Max(0.0, steps - at.Learner.Steps) / Math.Max(1, at.Learner.Steps - began)));
    }
}
