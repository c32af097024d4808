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
    /// Trains. Law: equal models, data and settings give equal bits, on any number of threads; watching changes nothing.
    /// </summary>
    /// <param name="model">Where training begins; it stays as it was.</param>
    /// <param name="data">The training examples, as measured.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="progress">Is told where training stands after each step, and what was measured after each epoch.</param>
    /// <param name="cancellationToken">Ends training after the step that is running: no exception, but <see cref="Outcome.Cancelled"/>.</param>
    /// <exception cref="DlException">A setting is out of range, the data do not fit the network or the loss, or the loss is no
    /// longer a finite number.</exception>
    public static FitResult Run(Model model, DataSet data, FitSettings? settings = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        settings ??= new();
        var (training, validation) = Parts(data, settings);
        FitChecks.All(model, training, validation, settings);

        var batching = new Batching(settings.BatchSize, settings.LastBatch);
        var (batches, steps) = (batching.Count(training.Count), (long)batching.Count(training.Count) * settings.Epochs);
        var learner = Start(model, settings);
        var (best, bestEpoch, least) = (model, 0, double.PositiveInfinity);
        var plateau = settings.Plateau?.Start;
        var (history, outcome, clock) = (new List<EpochMetrics>(), Outcome.Completed, Stopwatch.StartNew());

        for (var epoch = 1; epoch <= settings.Epochs && outcome == Outcome.Completed; epoch++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                outcome = Outcome.Cancelled;
                break;
            }
            var (began, sum, seen) = (clock.Elapsed, 0.0, 0);
            var step = Train.Step<float>(model.Net, settings.Loss, settings.OptimizerOf(epoch, plateau?.Share ?? 1)) with { Penalties = settings.Penalties, Constraints = settings.Constraints };
            learner = Train.Fold(Epoch(epoch), learner, step, at =>
            {
                var size = Math.Min(settings.BatchSize, training.Count - seen);
                (sum, seen) = (sum + at.Loss * size, seen + size);
                progress?.Report(At(epoch, at, null));
                if (!double.IsFinite(at.Loss)) outcome = Diverged(at, epoch, "the loss", at.Loss);
                else if (cancellationToken.IsCancellationRequested) outcome = Outcome.Cancelled;
                return outcome == Outcome.Completed;
            });
            if (outcome == Outcome.Diverged) break;

            var trained = Trained(learner);
            var held = validation is null ? null : trained.Evaluate(validation, settings.Loss);
            var metrics = new EpochMetrics(epoch, sum / seen, held?.Loss, held?.Accuracy, learner.Rate, (clock.Elapsed - began).TotalSeconds);
            var judged = held?.Loss ?? metrics.TrainLoss;
            if (!double.IsFinite(judged)) outcome = Diverged(learner, epoch, "the validation loss", judged);
            if (plateau is not null) plateau = settings.Plateau!.Next(plateau, judged);
            history.Add(metrics);
            progress?.Report(At(epoch, learner, metrics));
            if (judged < least) (best, bestEpoch, least) = (trained, epoch, judged);
            else if (outcome == Outcome.Completed && epoch - bestEpoch >= settings.Patience) outcome = Outcome.StoppedEarly;
        }
        return new(best, Trained(learner), bestEpoch, outcome, history.ToMany(), learner.Steps, batches, clock.Elapsed);

        IEnumerable<Batch<float>> Epoch(int epoch) => batching.Of(training, settings.Key.Child(2).Child(epoch))
            .Select(batch => new Batch<float>(model.Preprocessing.Apply(batch.Inputs), Model.TargetsOf(batch)));

        // An optimizer that averages its iterates gives the average.
        Model Trained(Learner<float> at) => model with { Params = at.Form.Pour(settings.Optimizer.Average(at.Optimizer, at.Vector)), State = at.State };

        TrainingProgress At(int epoch, Learner<float> at, EpochMetrics? metrics) => new(
            at.Steps, steps, epoch, settings.Epochs, at.Loss, metrics, at.Rate, clock.Elapsed, clock.Elapsed * ((double)(steps - at.Steps) / at.Steps));

        Outcome Diverged(Learner<float> at, int epoch, string what, double value) => settings.OnNonFinite == OnNonFinite.Return
            ? Outcome.Diverged
            : throw new DlException(string.Create(CultureInfo.InvariantCulture,
                $"{what} '{settings.Loss.Name}' is {value} at step {at.Steps} (epoch {epoch}, batch {(at.Steps - 1) % batches + 1} of {batches}) with the learning rate {at.Rate}; a lower rate is the usual cure"));
    }

    /// <summary>The learner that training begins with: its randomness is the key's, its parameters are the model's.</summary>
    static Learner<float> Start(Model model, FitSettings settings)
    {
        var given = Tree.Leaves(model.Params).Concat(Tree.Leaves(model.State)).Select(leaf => leaf.Value).ToArray();
        var at = 0;
        return Tree.Map<float, Learner<float>>(Train.Start<float>(model.Net, settings.Optimizer, model.Example, settings.Key),
            leaf => at < given.Length ? given[at++] : leaf.Value);
    }

    static (DataSet Training, DataSet? Validation) Parts(DataSet data, FitSettings settings)
    {
        if (settings.Validation is not null || settings.ValidationFraction == 0) return (data, settings.Validation);
        if (!(settings.ValidationFraction is > 0 and < 1)) throw Wrong.That($"the validation fraction lies in [0, 1), but is {settings.ValidationFraction}");
        var parts = data.Split(settings.Key.Child(3), 1 - settings.ValidationFraction, settings.ValidationFraction);
        return (parts[0], parts[1]);
    }
}
