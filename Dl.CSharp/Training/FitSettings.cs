using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>How to train. What is not set has the default that stands here.</summary>
public sealed record FitSettings
{
    /// <summary>
    /// How the parameters change: Adam with the paper's defaults and the rate 0.001. What other libraries set beside it is a link of this chain: clipping
    /// (<c>new Optimizer([new ClipNorm(1)]).Then(Optimizer.Adam())</c>, <c>ClipValue</c>), the mean of several batches (<c>Optimizer.Accumulate(Optimizer.Adam(), 4)</c>), an
    /// average of the iterates (<c>Optimizer.Adam().Then(new Ema(0.999))</c>, <c>Swa</c>): with one, the model that is measured, chosen and returned is the average.
    /// </summary>
    public Optimizer Optimizer { get; init; } = Optimizer.Adam();

    /// <summary>
    /// The share of the optimizer's learning rate that is in force in each epoch: a schedule over epochs, counted from 0. 1 leaves the
    /// rate to the optimizer. <c>Schedule.Linear(1, 0.1, epochs - 1)</c> falls on a line to a tenth in the last epoch.
    /// PyTorch: a scheduler that is stepped once an epoch.
    /// </summary>
    public Schedule RateByEpoch { get; init; } = 1;

    /// <summary>
    /// Lowers the learning rate when what the best epoch is chosen by stops improving, see <see cref="Monitor"/>; null for never. Its share and that of
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

    /// <summary>What the best epoch is chosen by, and what <see cref="Patience"/> and <see cref="Plateau"/> wait for: a metric on the held-out examples, the better the higher or the lower, as
    /// <see cref="Metric.Rising"/> says; null for the loss, on the held-out examples, or in training where there are none. Keras: <c>monitor</c> of <c>EarlyStopping</c>,
    /// <c>ModelCheckpoint</c> and <c>ReduceLROnPlateau</c>, with <c>mode="auto"</c>; its <c>val_accuracy</c> is <see cref="Metric.Accuracy"/>.</summary>
    public Metric? Monitor { get; init; }

    /// <summary>After how many epochs without a better one training stops; null to go on to the end. The best model is always kept.
    /// Keras: <c>EarlyStopping(patience, restore_best_weights=True)</c>, whose patience of 0 is 1 here.</summary>
    public int? Patience { get; init; }

    /// <summary>By how much an epoch must be better to count as better, in the unit of what it is chosen by, at least 0. Keras: <c>EarlyStopping(min_delta)</c>.</summary>
    public double MinDelta { get; init; }

    /// <summary>What is measured on the held-out examples after each epoch, beside loss, accuracy and <see cref="Monitor"/>. It chooses nothing.</summary>
    public Many<Metric> Metrics { get; init; } = [];

    /// <summary>What happens when a step meets a loss or a gradient that is not finite.</summary>
    public OnNonFinite OnNonFinite { get; init; } = OnNonFinite.Stop;

    /// <summary>The step of an epoch, counted from 1, at a share of the learning rate. A share is rounded to twelve digits, so that reports show 0.05 and not its neighbour.</summary>
    public Step<float> StepOf(Model model, int epoch, double share = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model.Net, Loss, Optimizer.Scaled(Math.Round(RateByEpoch.At(epoch - 1) * share, 12))) { Penalties = Penalties, Constraints = Constraints, Guarded = true };
    }

    /// <summary>What is measured after an epoch: the metrics, and what is monitored if it is none of them nor the accuracy, which is measured anyhow.</summary>
    internal Many<Metric> Measured => Monitor is not { } by || by.Name == Metric.Accuracy.Name || Metrics.Any(metric => metric.Name == by.Name) ? Metrics : [.. Metrics, by];

    /// <summary>What an epoch is judged by.</summary>
    internal double Score(EpochMetrics epoch) => Monitor is not { } by ? epoch.ValidationLoss ?? epoch.TrainLoss
        : epoch.Scores.Where(score => score.Name == by.Name).Select(score => (double?)score.Value).FirstOrDefault() ?? epoch.ValidationAccuracy ?? double.NaN;

    /// <summary>A score that any other is better than.</summary>
    internal double Worst => Monitor is { Rising: true } ? double.NegativeInfinity : double.PositiveInfinity;

    /// <summary>Whether an epoch is better than the best so far.</summary>
    internal bool IsBetter(double score, double best) => Monitor is { Rising: true } ? score > best + MinDelta : score < best - MinDelta;

    /// <summary>The model that a learner has come to; with an optimizer that averages its iterates, the average.</summary>
    internal Model Learnt(Model model, Learner<float> learner) => model with { Params = learner.Form.Pour(Optimizer.Average(learner.Optimizer, learner.Vector)), State = learner.State };

    /// <summary>The training examples and those that are held out.</summary>
    /// <exception cref="DlException">The fraction to hold out is no fraction.</exception>
    public (DataSet Training, DataSet? Validation) Parts(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (Validation is not null || ValidationFraction == 0) return (data, Validation);
        if (!(ValidationFraction is > 0 and < 1)) throw Wrong.That($"the validation fraction lies in [0, 1), but is {ValidationFraction}");
        var parts = data.Split(Key.Child(3), 1 - ValidationFraction, ValidationFraction);
        return (parts[0], parts[1]);
    }
}
