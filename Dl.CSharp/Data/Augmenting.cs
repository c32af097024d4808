using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>Augmented batches. Law: what becomes of an example depends on the key of the epoch and its place in the set alone: not on its batch, nor on threads.</summary>
public static class Augmenting
{
    /// <summary>A batch of changed images and their targets, which mixing makes shares of all classes.</summary>
    /// <param name="data">The whole set.</param>
    /// <param name="places">Which of its examples the batch has.</param>
    /// <param name="augment">What is done to them.</param>
    /// <param name="epochKey">Each epoch has a key of its own; example i draws from its child i.</param>
    /// <exception cref="DlException">The examples are no images, or too small for a step.</exception>
    public static Batch<float> Of(DataSet data, Indices places, Augment augment, Key epochKey)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(augment);
        var keys = places.Span.ToArray().Select(place => epochKey.Child(place)).ToArray();
        var own = data.At(places);
        var inputs = Changed(own, keys, augment, 0);
        Check(data, augment);
        if (augment.Mixup is not { } mixup) return new(inputs, Model.TargetsOf(own));
        var other = data.At(Indices.Of([.. keys.Select(key => key.Child(2).Below(data.Count, 0))]));
        var shares = keys.Select(key => mixup.Share(key.Child(3))).ToArray();
        return new(
            Mixed(inputs, Changed(other, keys, augment, 1), shares),
            own.Labels is { } labels
                ? Stacked([.. shares.Select((share, i) => Mixup.Mix<float>(labels[i], other.Labels![i], data.Classes.Count, share))])
                : Mixed(own.Values!, other.Values!, shares));
    }

    /// <summary>The whole set with changed images, held in memory: what a network of another size is validated on (<see cref="CentreCrop"/>), or a look at them.</summary>
    /// <exception cref="DlException">The examples are no images, or too small for a step.</exception>
    public static DataSet Of(DataSet data, Augment augment, Key epochKey)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(augment);
        if (augment.Mixup is not null) throw new DlException($"{data.Name}: examples that are mixed have no class of their own; leave {augment.Mixup} out");
        return data.WithInputs(Changed(data, [.. Enumerable.Range(0, data.Count).Select(i => epochKey.Child(i))], augment, 0));
    }

    /// <summary>Refuses what does not fit the targets: of a picture as target only steps that leave every pixel in its place leave it true.</summary>
    /// <exception cref="DlException">A step moves pixels, or mixes, and the targets are pictures.</exception>
    internal static void Check(DataSet data, Augment augment)
    {
        if (data.Target.Rank < 2) return;
        if (augment.Mixup is { } mixup) throw new DlException($"{data.Name}: its targets are pictures, {data.Target}, which {mixup} does not mix; leave it out");
        if (augment.Steps.FirstOrDefault(step => step is not (RandomNoise or Cutout)) is { } moved)
            throw new DlException($"{data.Name}: its targets are pictures, {data.Target}, and {moved} moves the pixels of the inputs alone; noise and cutout leave them in their place");
    }

    static Tensor<float> Changed(DataSet batch, Key[] keys, Augment augment, int child)
    {
        var (inputs, shape) = (batch.Inputs, augment.After(batch.Example));
        return Tensor<float>.Build(shape.Batch(keys.Length), (inputs, shape, keys, augment, child), static (into, s) =>
        {
            for (var i = 0; i < s.keys.Length; i++)
                s.augment.Apply(s.keys[i].Child(s.child), Rows.Of(s.inputs, i, 1).Reshape(s.inputs.Shape.Example)).Span.CopyTo(into[(i * s.shape.Size)..]);
        });
    }

    static Tensor<float> Mixed(Tensor<float> a, Tensor<float> b, double[] shares) => Stacked([.. shares.Select((share, i) => Mixup.Mix(One(a, i), One(b, i), share))]);

    static Tensor<float> One(Tensor<float> rows, int i) => Rows.Of(rows, i, 1).Reshape(rows.Shape.Example);

    static Tensor<float> Stacked(Tensor<float>[] parts) => Tensor<float>.Build(parts[0].Shape.Batch(parts.Length), parts, static (into, parts) =>
    {
        for (var i = 0; i < parts.Length; i++) parts[i].Span.CopyTo(into[(i * parts[i].Shape.Size)..]);
    });
}
