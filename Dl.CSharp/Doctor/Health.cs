using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// What a doctor asks of a training run: of its data, and after each epoch of its losses, its gradients by layer and its units. <see cref="HealthRecorder"/> takes it while a run
/// trains; <see cref="HealthFile"/> writes and reads it as JSON lines (<c>health.jsonl</c> in the folder of a run); <see cref="Doctor"/> judges it.
/// </summary>
/// <param name="About">What is trained on.</param>
/// <param name="Checkups">One before the first step (epoch 0) and one after each epoch.</param>
public sealed record Health(Subject About, Many<Checkup> Checkups)
{
    /// <summary>What ended training where a number was not finite, in one line; null if nothing did.</summary>
    public string? Fault { get; init; }
}

/// <summary>What a run trains on.</summary>
/// <param name="Loss">The name of the loss.</param>
/// <param name="Examples">The number of training examples.</param>
/// <param name="Validated">The number of validation examples; 0 for none.</param>
/// <param name="Shares">The share of each class among the training examples; empty for values.</param>
/// <param name="Chance">The loss of the best answer that does not look at the input: the entropy of the classes as the loss counts them, see <see cref="CrossEntropy.Chance"/>, or the variance of
/// the values; NaN where the loss is neither cross entropy nor the mean squared error.</param>
/// <param name="Outliers">How many training examples have a number 50 times as large as the largest of an ordinary (median) example.</param>
public sealed record Subject(string Loss, int Examples, int Validated, Many<double> Shares, double Chance, int Outliers);

/// <summary>What was found after an epoch.</summary>
/// <param name="Epoch">Which one, counted from 1; 0 before the first step.</param>
/// <param name="Step">The number of steps taken.</param>
public sealed record Checkup(int Epoch, long Step)
{
    /// <summary>The mean loss of the epoch's steps, each before its step; NaN at epoch 0.</summary>
    public double TrainLoss { get; init; } = double.NaN;

    /// <summary>The loss on the validation examples.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The share of validation examples that were right.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The loss in use, nothing dropped, on up to 1,000 training examples that are the same at every epoch.</summary>
    public double LearntLoss { get; init; } = double.NaN;

    /// <summary>The share of them that were right; null for values.</summary>
    public double? LearntAccuracy { get; init; }

    /// <summary>The median of the losses of the epoch's steps; NaN at epoch 0.</summary>
    public double TypicalLoss { get; init; } = double.NaN;

    /// <summary>The largest of them.</summary>
    public double LargestLoss { get; init; } = double.NaN;

    /// <summary>The step that it was the loss of, counted from 1; 0 at epoch 0.</summary>
    public long LargestStep { get; init; }

    /// <summary>The learning rate of the last step; NaN at epoch 0.</summary>
    public double Rate { get; init; } = double.NaN;

    /// <summary>How far the epoch moved the parameters, in units of their norm; NaN at epoch 0.</summary>
    public double Moved { get; init; } = double.NaN;

    /// <summary>The loss of the step that would come next on up to 256 training examples that are the same at every epoch.</summary>
    public double NextLoss { get; init; } = double.NaN;

    /// <summary>The parameters and their gradients in that step.</summary>
    public Many<LeafSigns> Leaves { get; init; } = [];

    /// <summary>The units behind each activation in that step.</summary>
    public Many<UnitSigns> Units { get; init; } = [];
}
