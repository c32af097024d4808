using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>The best model so far.</summary>
/// <param name="Epoch">The epoch after which it was found, counted from 1; 0 for the model that training began with.</param>
/// <param name="Score">Its loss: on the validation part, or in training where nothing was held out; infinite at the start.</param>
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
        return new(learner, new(0, double.PositiveInfinity, model.Params, model.State)) { Plateau = settings.Plateau?.Start };
    }
}
