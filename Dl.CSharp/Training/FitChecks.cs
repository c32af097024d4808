using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>What can be known to be wrong before the first step.</summary>
internal static class FitChecks
{
    public static void All(Model model, DataSet training, DataSet? validation, FitSettings settings)
    {
        if (settings.Epochs < 1) throw Wrong.That($"training takes at least 1 epoch, not {settings.Epochs}");
        if (settings.BatchSize < 1) throw Wrong.That($"a batch has at least 1 example, not {settings.BatchSize}");
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
            if (settings.RateByEpoch.At(epoch) is var share && !(share >= 0 && double.IsFinite(share)))
                throw Wrong.That($"the share of the learning rate in an epoch is at least 0 and finite, but {settings.RateByEpoch} is {share} in epoch {epoch + 1}");
        var rises = settings.Monitor is { Rising: true };
        if (settings.Plateau is { } plateau && plateau.Rising != rises)
            throw Wrong.That($"the rate falls when the {settings.Monitor?.Name ?? Metric.Loss} stops {(rises ? "rising" : "falling")}, but {nameof(ReduceOnPlateau)} asks for a number that {(rises ? "falls" : "rises")}");
        if (settings.Patience is < 1) throw Wrong.That($"the patience is at least 1 epoch, not {settings.Patience}");
        if (!(settings.MinDelta >= 0 && double.IsFinite(settings.MinDelta))) throw Wrong.That($"the least by which an epoch is better is at least 0 and finite, not {settings.MinDelta}");
        if (training.Count == 0) throw new DlException($"{training.Name}: there are no examples to learn from");
        if (validation is { Count: 0 }) throw new DlException($"{validation.Name}: there are no examples to validate on");
        Meeting.Check(model.Net, settings.Loss);
        if (settings.Loss is CrossEntropy) Logits(model, training);
        if (settings.Prefetch < 0) throw Wrong.That($"at least 0 batches are made ready ahead, not {settings.Prefetch}");
        Examples(model, training, settings.Augment);
        if (settings.Augment is { } augment) Augmenting.Check(training, augment);
        if (validation is not null) Examples(model, validation);
        Many<Metric> measured = settings.Monitor is { } by ? [.. settings.Metrics, by] : settings.Metrics;
        if (measured.Count == 0) return;
        if (validation is null) throw new DlException($"{measured[0].Name} is measured on examples that are held out, but none are: give Validation or ValidationFraction");
        model.Evaluate(validation.Slice(0, 1), settings.Loss, measured);
    }

    static void Examples(Model model, DataSet data, Augment? augment = null)
    {
        var example = augment?.After(data.Example) ?? data.Example;
        if (example != model.Example)
            throw new DlException($"{data.Name}: its examples are {example}{(example == data.Example ? "" : $" after {augment}")}, but the network takes {model.Example}"
                + (example.Size == model.Example.Size ? "; they have as many numbers, so Reshape the inputs or begin the network with Flatten" : ""));
    }

    static void Logits(Model model, DataSet data)
    {
        if (model.Output.Rank == 0 || (data.Labels is not null && data.Target != Shape.Of([.. model.Output.Take(model.Output.Rank - 1)])))
            throw new DlException(data.Target.Rank == 0
                ? $"cross entropy takes one row of logits an example, but the network maps {model.Example} to {model.Output}; begin it with Flatten"
                : $"cross entropy takes a row of logits for each class of an example, {data.Target}, but the network maps {model.Example} to {model.Output}");
        if (data.Labels is not null && data.Classes.Count > model.Output.Last)
            throw Wrong.That($"{data.Name} has {data.Classes.Count} classes, but the network has {model.Output.Last} outputs{(data.Target.Rank == 0 ? "" : " for each")}; its last layer needs one for each class");
    }
}
