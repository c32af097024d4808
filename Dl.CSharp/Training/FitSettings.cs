using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>How to train. What is not set has the default that stands here.</summary>
public sealed record FitSettings
{
    /// <summary>How the parameters change: Adam with the paper's defaults and the rate 0.001.</summary>
    public Optimizer Optimizer { get; init; } = Optimizer.Adam();

    /// <summary>
    /// The share of the optimizer's learning rate that is in force in each epoch: a schedule over epochs, counted from 0. 1 leaves the
    /// rate to the optimizer. <c>Schedule.Linear(1, 0.1, epochs - 1)</c> falls on a line to a tenth in the last epoch.
    /// PyTorch: a scheduler that is stepped once an epoch.
    /// </summary>
    public Schedule RateByEpoch { get; init; } = 1;

    /// <summary>
    /// Lowers the learning rate when the loss by which the best epoch is chosen stops improving; null for never. Its share and that of
    /// <see cref="RateByEpoch"/> are multiplied. PyTorch and Keras: <c>ReduceLROnPlateau</c>.
    /// </summary>
    public ReduceOnPlateau? Plateau { get; init; }

    /// <summary>How wrong outputs are: cross entropy of logits.</summary>
    public ILoss Loss { get; init; } = Functional.Loss.CrossEntropy;

    /// <summary>What the parameters cost, added to the loss of a step; none by default. The losses after an epoch, by which the best one is
    /// chosen, are those of <see cref="Loss"/> alone where examples are held out. See <see cref="Step{T}.Penalties"/>.</summary>
    public Many<IPenalty> Penalties { get; init; } = [];

    /// <summary>The sets that the parameters are moved back into after each step; none by default. See <see cref="Step{T}.Constraints"/>.</summary>
    public Many<IConstraint> Constraints { get; init; } = [];

    /// <summary>How often every example is seen, at least 1.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>How many examples a step learns from, at least 1.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>What becomes of a last batch that is not full.</summary>
    public Partial LastBatch { get; init; } = Partial.Keep;

    /// <summary>What is done to the training images before each step, after they were read and before <see cref="Model.Preprocessing"/>; null for nothing. What becomes of an
    /// example depends on the key, the epoch and its place in the set alone. Examples that are held out stay as they are.</summary>
    public Augment? Augment { get; init; }

    /// <summary>How many batches are made ready ahead of the step that runs, on a thread of their own; 0 for none. Law: it changes no bit and no order.
    /// PyTorch: <c>DataLoader(num_workers, prefetch_factor)</c>; TensorFlow: <c>prefetch</c>.</summary>
    public int Prefetch { get; init; }

    /// <summary>All that is random in training depends on it: the order of the examples, what dropout drops, the validation part.</summary>
    public Key Key { get; init; } = Key.Of(1);

    /// <summary>Examples to choose the best epoch by; null to take a part of the training examples, see <see cref="ValidationFraction"/>.</summary>
    public DataSet? Validation { get; init; }

    /// <summary>The share of the training examples that is held out for choosing, in [0, 1); 0 for none.</summary>
    public double ValidationFraction { get; init; }

    /// <summary>After how many epochs without a better one training stops; null to go on to the end.</summary>
    public int? Patience { get; init; }

    /// <summary>What happens when the loss is no longer a finite number.</summary>
    public OnNonFinite OnNonFinite { get; init; } = OnNonFinite.Stop;

    /// <summary>The optimizer of an epoch, counted from 1, at a share of its rate. A share is rounded to twelve digits, so that reports show 0.05 and not its neighbour.</summary>
    internal Optimizer OptimizerOf(int epoch, double share) => Optimizer.Scaled(Math.Round(RateByEpoch.At(epoch - 1) * share, 12));
}

/// <summary>What happens when the loss is no longer a finite number. Training never goes on in silence.</summary>
public enum OnNonFinite
{
    /// <summary>An error that names the loss and the step.</summary>
    Stop,

    /// <summary>Training ends with <see cref="Outcome.NonFinite"/>; the best model so far is in the result.</summary>
    Return,
}

/// <summary>Why training ended.</summary>
public enum Outcome
{
    /// <summary>All epochs were done.</summary>
    Completed,

    /// <summary>There was no better epoch for as long as <see cref="FitSettings.Patience"/> says.</summary>
    EarlyStopped,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>The loss was no longer a finite number.</summary>
    NonFinite,
}

/// <summary>Where training stands after a step.</summary>
/// <param name="Step">The number of steps taken.</param>
/// <param name="Steps">The number of steps of all epochs.</param>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Epochs">The number of epochs.</param>
/// <param name="Loss">The loss of the step's batch, before the step.</param>
/// <param name="Metrics">What was measured after the epoch; null except in the one report that follows an epoch.</param>
/// <param name="Rate">The learning rate in force.</param>
/// <param name="Elapsed">The time since training began.</param>
/// <param name="Remaining">The time that the steps left will take at the pace so far.</param>
public sealed record TrainingProgress(
    long Step, long Steps, int Epoch, int Epochs, double Loss, EpochMetrics? Metrics, double Rate, TimeSpan Elapsed, TimeSpan Remaining);

/// <summary>What training gave. Best and last are both there, always.</summary>
/// <param name="Best">The model after the epoch with the lowest validation loss (the lowest training loss when nothing was
/// held out); the model as it was given if no epoch was measured.</param>
/// <param name="Last">The model after the last step.</param>
/// <param name="BestEpoch">The epoch of the best model, counted from 1; 0 if no epoch was measured.</param>
/// <param name="Outcome">Why training ended.</param>
/// <param name="History">What was measured after each epoch; a cancelled epoch is measured where it stopped.</param>
/// <param name="Steps">The number of steps taken.</param>
/// <param name="StepsPerEpoch">The number of steps of a whole epoch.</param>
/// <param name="Elapsed">The time from beginning to end.</param>
public sealed record FitResult(
    Model Best, Model Last, int BestEpoch, Outcome Outcome, Many<EpochMetrics> History, long Steps, int StepsPerEpoch, TimeSpan Elapsed)
{
    /// <summary>
    /// The history as a table of comma-separated values: epoch, step, train_loss, validation_loss, validation_accuracy, rate,
    /// seconds. Numbers are written so that reading gives the same bits; what was not measured is empty. All but the last
    /// column are the same on every run with equal seeds.
    /// </summary>
    public string MetricsCsv() => History.Aggregate("epoch,step,train_loss,validation_loss,validation_accuracy,rate,seconds\n", (text, row) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{text}{row.Epoch},{Math.Min(Steps, (long)row.Epoch * StepsPerEpoch)},{row.TrainLoss:R},{row.ValidationLoss:R},{row.ValidationAccuracy:R},{row.Rate:R},{row.Seconds:F3}\n"));
}
