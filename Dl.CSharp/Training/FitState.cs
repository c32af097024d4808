using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>The best model so far.</summary>
/// <param name="Epoch">The epoch after which it was found, counted from 1; 0 for the model that training began with.</param>
/// <param name="Score">What it was chosen by, see <see cref="FitSettings.Monitor"/>; infinitely bad at the start.</param>
/// <param name="Params">Its parameters.</param>
/// <param name="State">The state of its layers.</param>
public sealed record Chosen(int Epoch, double Score, ITree<float> Params, ITree<float> State);

/// <summary>
/// All that a training run knows between two steps. Law: a run that goes on from it ends with the bits of a run that was never stopped.
/// <see cref="FitCheckpoint"/> writes and reads it.
/// </summary>
/// <param name="Learner">Parameters, layer state and optimizer state. A state that was lent to a callback lives for that call; <see cref="Keep"/> makes it last.</param>
/// <param name="Best">The best model so far.</param>
public sealed record FitState(Learner<float> Learner, Chosen Best)
{
    /// <summary>The epoch that is running or comes next, counted from 1.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>How many batches of it are done.</summary>
    public int Batch { get; init; }

    /// <summary>The losses of these batches, each times its number of examples, added.</summary>
    public double Sum { get; init; }

    /// <summary>How many examples these batches had.</summary>
    public int Seen { get; init; }

    /// <summary>Where the reduction on plateau stands; null without one.</summary>
    public PlateauState? Plateau { get; init; }

    /// <summary>What was measured after each epoch.</summary>
    public Many<EpochMetrics> History { get; init; } = [];

    /// <summary>The time that training took so far.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>How many steps were passed over because they were not finite.</summary>
    public int Skipped { get; init; }

    /// <summary>The last step that was not taken; null if all were.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Why training ended; null while it goes on.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>Whether an epoch has just been measured: nothing of the next one is done.</summary>
    public bool IsBetweenEpochs => Batch == 0;

    /// <summary>A copy that lives for ever.</summary>
    public FitState Keep() => this with { Learner = Learner.Keep() };

    /// <summary>Before the first step: the randomness is the key's, the parameters are the model's.</summary>
    internal static FitState Start(Model model, FitSettings settings)
    {
        var given = Tree.Leaves(model.Params).Concat(Tree.Leaves(model.State)).Select(leaf => leaf.Value).ToArray();
        var at = 0;
        var learner = Tree.Map<float, Learner<float>>(Train.Start<float>(model.Net, settings.Optimizer, model.Example, settings.Key),
            leaf => at < given.Length ? given[at++] : leaf.Value);
        return new(learner, new(0, settings.Worst, model.Params, model.State)) { Plateau = settings.Plateau?.Start };
    }

    /// <summary>Whether training ends here, and why.</summary>
    internal FitState Judged(FitSettings settings, bool isCancelled) => this with
    {
        Outcome = Outcome
            ?? (Epoch > settings.Epochs ? CSharp.Outcome.Completed
            : IsBetweenEpochs && Epoch - 1 - Best.Epoch >= settings.Patience ? CSharp.Outcome.EarlyStopped
            : isCancelled ? CSharp.Outcome.Cancelled
            : null),
    };

    /// <summary>After a step that was taken.</summary>
    internal FitState Taken(Learner<float> learner, int examples) =>
        this with { Learner = learner, Batch = Batch + 1, Sum = Sum + learner.Loss * examples, Seen = Seen + examples };

    /// <summary>After a step that was not: its batch is passed over, or training ends before it.</summary>
    /// <param name="learner">As it was.</param>
    /// <param name="fault">Why it was not taken.</param>
    /// <param name="most">How many may be passed over.</param>
    internal FitState Refused(Learner<float> learner, Fault fault, int most) => Skipped < most && fault.Found?.Origin != Origin.Parameters
        ? this with { Learner = learner, Batch = Batch + 1, Skipped = Skipped + 1, Fault = fault }
        : this with { Learner = learner, Fault = fault, Outcome = CSharp.Outcome.NonFinite };

    /// <summary>After an epoch was measured.</summary>
    /// <param name="metrics">What was measured.</param>
    /// <param name="trained">The model then.</param>
    /// <param name="settings">What lowers the rate, and what is better.</param>
    internal FitState Measured(EpochMetrics metrics, Model trained, FitSettings settings)
    {
        var score = settings.Score(metrics);
        return this with
        {
            Epoch = Epoch + 1, Batch = 0, Sum = 0, Seen = 0, History = History.Append(metrics).ToMany(),
            Plateau = Plateau is { } at ? settings.Plateau?.Next(at, score) : null,
            Best = settings.IsBetter(score, Best.Score) ? new(Epoch, score, trained.Params, trained.State) : Best,
        };
    }
}
