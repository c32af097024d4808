using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>The batches of an epoch, as the steps take them: drawn, read, augmented, preprocessed, and perhaps made ready ahead.</summary>
internal static class Feeding
{
    /// <summary>The batches of an epoch.</summary>
    /// <param name="model">How inputs are prepared.</param>
    /// <param name="training">The examples.</param>
    /// <param name="settings">How they are drawn and augmented.</param>
    /// <param name="epoch">The epoch, counted from 1.</param>
    /// <param name="from">The first batch, counted from 0.</param>
    public static IEnumerable<Batch<float>> Of(Model model, DataSet training, FitSettings settings, int epoch, int from) => Prefetching.Of(
        new Batching(settings.BatchSize, settings.LastBatch).Places(training, settings.Key.Child(2).Child(epoch), from).Select(places =>
        {
            var batch = settings.Augment is { } augment ? Augmenting.Of(training, places, augment, AugmentKey(settings, epoch)) : Plain(training.At(places));
            return batch with { Inputs = model.Preprocessing.Apply(batch.Inputs) };
        }), settings.Prefetch);

    /// <summary>What the augmentation of an epoch is drawn from.</summary>
    public static Key AugmentKey(FitSettings settings, int epoch) => settings.Key.Child(5).Child(epoch);

    static Batch<float> Plain(DataSet batch) => new(batch.Inputs, Model.TargetsOf(batch));
}
