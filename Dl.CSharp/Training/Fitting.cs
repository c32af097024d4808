using System.Diagnostics;
using System.Globalization;
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
    /// <exception cref="DlException">A setting is out of range, the data do not fit the network or the loss, or the loss is no
    /// longer a finite number.</exception>
    public static FitResult Run(
        Model model, DataSet data, FitSettings? settings = null, IProgress<TrainingProgress>? progress = null,
        FitState? from = null, Action<FitState>? look = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        settings ??= new();
        var (training, validation) = Parts(data, settings);
        FitChecks.All(model, training, validation, settings);

        var batching = new Batching(settings.BatchSize, settings.LastBatch);
        var (batches, steps) = (batching.Count(training.Count), (long)batching.Count(training.Count) * settings.Epochs);
        var at = (from ?? FitState.Start(model, settings)) with { Outcome = null };
        var (clock, earlier, began) = (Stopwatch.StartNew(), at.Elapsed, at.Learner.Steps);

        while ((at = Judged(at)).Outcome is null)
        {
            at = Epoch(at);
            if (at.Outcome is null) at = Measured(at);
            if (at.Outcome is null) look?.Invoke(at);
        }
        look?.Invoke(at);

        // An epoch that was cancelled is measured where it stopped: in the result, not in the state, for a run that goes on measures whole epochs.
        var end = at is { Outcome: Outcome.Cancelled, Seen: > 0 } ? Measured(at) : at;
        return new(Of(end.Best), Trained(at.Learner), end.Best.Epoch, end.Outcome!.Value, end.History, at.Learner.Steps, batches, at.Elapsed);

        FitState Judged(FitState at) => at with
        {
            Outcome = at.Outcome
                ?? (at.Epoch > settings.Epochs ? Outcome.Completed
                : at.IsBetweenEpochs && at.Epoch - 1 - at.Best.Epoch >= settings.Patience ? Outcome.EarlyStopped
                : cancellationToken.IsCancellationRequested ? Outcome.Cancelled
                : null),
        };

        FitState Epoch(FitState at)
        {
            var step = Train.Step<float>(model.Net, settings.Loss, settings.OptimizerOf(at.Epoch, at.Plateau?.Share ?? 1)) with { Penalties = settings.Penalties, Constraints = settings.Constraints };
            var batchesLeft = Feeding.Of(model, training, settings, at.Epoch, at.Batch);
            var learner = Train.Fold(batchesLeft, at.Learner, step, learner =>
            {
                var size = Math.Min(settings.BatchSize, training.Count - at.Seen);
                at = at with { Learner = learner, Batch = at.Batch + 1, Sum = at.Sum + learner.Loss * size, Seen = at.Seen + size, Elapsed = earlier + clock.Elapsed };
                progress?.Report(Progress(at, at.Epoch, null));
                if (!double.IsFinite(learner.Loss)) at = NotFinite(at, "the loss", learner.Loss);
                else if (at.Batch < batches && cancellationToken.IsCancellationRequested) at = at with { Outcome = Outcome.Cancelled };
                else look?.Invoke(at);
                return at.Outcome is null;
            });
            return at with { Learner = learner };
        }

        FitState Measured(FitState at)
        {
            var trained = Trained(at.Learner);
            var held = validation is null ? null : trained.Evaluate(validation, settings.Loss);
            var spent = earlier + clock.Elapsed - TimeSpan.FromSeconds(at.History.Sum(row => row.Seconds));
            var metrics = new EpochMetrics(at.Epoch, at.Sum / at.Seen, held?.Loss, held?.Accuracy, at.Learner.Rate, spent.TotalSeconds);
            var score = held?.Loss ?? metrics.TrainLoss;
            progress?.Report(Progress(at, at.Epoch, metrics));
            var next = at with
            {
                Epoch = at.Epoch + 1, Batch = 0, Sum = 0, Seen = 0, History = at.History.Append(metrics).ToMany(), Elapsed = earlier + clock.Elapsed,
                Plateau = at.Plateau is { } plateau ? settings.Plateau?.Next(plateau, score) : null,
                Best = score < at.Best.Score ? new(at.Epoch, score, trained.Params, trained.State) : at.Best,
            };
            return double.IsFinite(score) ? next : NotFinite(next, "the validation loss", score);
        }

        Model Of(Chosen chosen) => model with { Params = chosen.Params, State = chosen.State };

        // An optimizer that averages its iterates gives the average.
        Model Trained(Learner<float> learner) => model with { Params = learner.Form.Pour(settings.Optimizer.Average(learner.Optimizer, learner.Vector)), State = learner.State };

        TrainingProgress Progress(FitState at, int epoch, EpochMetrics? metrics) => new(
            at.Learner.Steps, steps, epoch, settings.Epochs, at.Learner.Loss, metrics, at.Learner.Rate, at.Elapsed,
            clock.Elapsed * (Math.Max(0.0, steps - at.Learner.Steps) / Math.Max(1, at.Learner.Steps - began)));

        FitState NotFinite(FitState at, string what, double value) => settings.OnNonFinite == OnNonFinite.Return
            ? at with { Outcome = Outcome.NonFinite }
            : throw new DlException(string.Create(CultureInfo.InvariantCulture,
                $"{what} '{settings.Loss.Name}' is {value} at step {at.Learner.Steps} (epoch {at.Epoch}, batch {(at.Learner.Steps - 1) % batches + 1} of {batches}) with the learning rate {at.Learner.Rate}; a lower rate is the usual cure"));
    }

    static (DataSet Training, DataSet? Validation) Parts(DataSet data, FitSettings settings)
    {
        if (settings.Validation is not null || settings.ValidationFraction == 0) return (data, settings.Validation);
        if (!(settings.ValidationFraction is > 0 and < 1)) throw Wrong.That($"the validation fraction lies in [0, 1), but is {settings.ValidationFraction}");
        var parts = data.Split(settings.Key.Child(3), 1 - settings.ValidationFraction, settings.ValidationFraction);
        return (parts[0], parts[1]);
    }
}
