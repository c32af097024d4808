using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// Takes down a run's <see cref="Health"/> while it trains. It costs an addition a step; between epochs a look at one batch, op by op, and the loss on some training examples. It
/// changes no bit of the run.
/// </summary>
/// <example><code>
/// var recorder = new HealthRecorder(model, data, settings);
/// model.Fit(data, settings, look: recorder.Look);
/// foreach (var diagnosis in Doctor.Diagnose(recorder.Health)) Console.WriteLine(diagnosis);
/// </code></example>
public sealed class HealthRecorder
{
    const int Probed = 256, Measured = 1000;
    const double Unlike = 50;

    readonly Model model;
    readonly FitSettings settings;
    readonly DataSet measured;
    readonly Batch<float> probed;
    readonly List<(long Step, double Loss)> losses = [];
    Tensor<float>? before;

    /// <summary>A recorder for one run; it takes down epoch 0 at once.</summary>
    /// <param name="model">The model that training begins with.</param>
    /// <param name="data">What <see cref="Fitting.Run"/> is given.</param>
    /// <param name="settings">How it is trained.</param>
    /// <param name="known">What was taken down of the run that goes on; null for a new one.</param>
    /// <param name="from">Where it goes on; null for a new one.</param>
    public HealthRecorder(Model model, DataSet data, FitSettings settings, Health? known = null, FitState? from = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(settings);
        (this.model, this.settings) = (model, settings);
        var (training, validation) = settings.Parts(data);
        FitChecks.All(model, training, validation, settings);
        // Where augmentation alone gives examples the shape that the network takes, those that are held out have it.
        var shown = training.Example == model.Example ? training : validation
            ?? throw Wrong.That($"{training.Name}: its examples are {training.Example} before augmentation, the network takes {model.Example}, and a recorder looks at plain ones; hold some out for validation");
        var order = settings.Key.Child(2).Child(0).Permutation(shown.Count);
        measured = shown.At(order.Slice(0, Math.Min(Measured, shown.Count)));
        var items = measured.Take(Math.Min(Probed, measured.Count));
        probed = new(model.Preprocessing.Apply(items.Inputs), Model.TargetsOf(items));
        var start = from ?? FitState.Start(model, settings);
        before = start.IsBetweenEpochs ? start.Learner.Vector.Keep() : null;
        Health = known is { } of && from is not null
            ? of with { Checkups = of.Checkups.Where(checkup => checkup.Epoch < from.Epoch).ToMany(), Fault = null }
            : new(About(settings.Loss, training, validation), [Found(start, new(0, start.Learner.Steps))]);
    }

    /// <summary>What was taken down so far.</summary>
    public Health Health { get; private set; }

    /// <summary>Looks at a lent state: after each step, after each epoch and at the end.</summary>
    public void Look(FitState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Outcome == Outcome.NonFinite) Health = Health with { Fault = state.Fault?.ToString() ?? "a number was not finite" };
        if (!state.IsBetweenEpochs)
        {
            if (double.IsFinite(state.Learner.Loss) && (losses.Count == 0 || losses[^1].Step != state.Learner.Steps)) losses.Add((state.Learner.Steps, state.Learner.Loss));
            return;
        }
        if (state.History.Count == 0 || Health.Checkups[^1].Epoch >= state.History[^1].Epoch) return;
        var (row, largest) = (state.History[^1], losses.Count == 0 ? (Step: 0L, Loss: double.NaN) : losses.MaxBy(one => one.Loss));
        Health = Health with
        {
            Checkups = [.. Health.Checkups, Found(state, new(row.Epoch, state.Learner.Steps)) with
            {
                TrainLoss = row.TrainLoss, ValidationLoss = row.ValidationLoss, ValidationAccuracy = row.ValidationAccuracy, Rate = row.Rate,
                TypicalLoss = Statistics.Median(losses.Select(one => one.Loss)), LargestLoss = largest.Loss, LargestStep = largest.Step,
                Moved = before is null ? double.NaN : Curves.Moved(before, state.Learner.Vector),
            }],
        };
        losses.Clear();
        before = state.Learner.Vector.Keep();
    }

    Checkup Found(FitState state, Checkup checkup)
    {
        var (learner, probe) = (state.Learner, Probe.Of(settings.StepOf(model, state.Epoch), state.Learner, probed));
        var learnt = settings.Learnt(model, learner).Evaluate(measured, settings.Loss);
        return checkup with { NextLoss = probe.Loss, Leaves = probe.Leaves, Units = probe.Units, LearntLoss = learnt.Loss, LearntAccuracy = learnt.Accuracy };
    }

    static Subject About(ILoss loss, DataSet training, DataSet? validation)
    {
        var shares = training.Labels is null ? [] : Curves.Shares(training.CountByClass);
        var chance = loss is CrossEntropy classes && training.Labels is not null ? classes.Chance(training.CountByClass) : loss is MeanSquaredError && training.Values is { } values ? Curves.Variance(values) : double.NaN;
        var peaks = new List<double>(training.Count);
        foreach (var chunk in training.Chunks(Measured))
        {
            var inputs = chunk.Inputs;
            for (var i = 0; i < chunk.Count; i++) peaks.Add(Peak(inputs.Span.Slice(i * training.Example.Size, training.Example.Size)));
        }
        var ordinary = Statistics.Median(peaks);
        return new(loss.Name, training.Count, validation?.Count ?? 0, shares, chance, ordinary > 0 ? peaks.Count(peak => !(peak <= Unlike * ordinary)) : 0);
    }

    static double Peak(ReadOnlySpan<float> numbers)
    {
        var peak = 0.0;
        foreach (var number in numbers) peak = Math.Max(peak, Math.Abs(number));
        return peak;
    }
}
