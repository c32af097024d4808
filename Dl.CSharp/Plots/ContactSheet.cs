using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>What augmentation makes of images: each row is an image as it is and then as the first epochs show it to the network.</summary>
public static class ContactSheet
{
    /// <summary>The sheet of the first images of a set.</summary>
    /// <param name="data">The training images, as they are given to <see cref="Fitting.Run"/>.</param>
    /// <param name="settings">The settings of the run; what is shown is what its steps see, before <see cref="Model.Preprocessing"/>.</param>
    /// <param name="images">How many images.</param>
    /// <param name="epochs">How many epochs.</param>
    /// <exception cref="DlException">There is no augmentation, or the examples are no images of one or three channels.</exception>
    public static ImageGrid Of(DataSet data, FitSettings settings, int images = 4, int epochs = 7)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        var augment = settings.Augment ?? throw new DlException("there is no augmentation to show");
        var places = Indices.Of([.. Enumerable.Range(0, Math.Min(images, data.Count))]);
        var plain = data.At(places).Inputs;
        if (!Png.IsImage(plain.Shape.Example)) throw new DlException($"{data.Name}: examples of {plain.Shape.Example} are no pictures that can be shown");
        var seen = Enumerable.Range(1, epochs).Select(epoch => Augmenting.Of(data, places, augment, Feeding.AugmentKey(settings, epoch)).Inputs).ToArray();
        return new(
            $"Augmented: {augment}",
            [
                .. Enumerable.Range(0, places.Count).SelectMany(i => seen
                    .Select((epoch, e) => new Picture(Clipped(One(epoch, i)), string.Create(CultureInfo.InvariantCulture, $"epoch {e + 1}")))
                    .Prepend(new(Clipped(One(plain, i)), data.Labels is { Shape.Rank: 1 } labels ? data.Classes[labels[i]] : "as given"))),
            ],
            epochs + 1);
    }

    static Tensor<float> One(Tensor<float> images, int i) => Rows.Of(images, i, 1).Reshape(images.Shape.Example);

    // Numbers beyond the range of a picture would stretch all others.
    static Tensor<float> Clipped(Tensor<float> image) => Tensor<float>.Build(image.Shape, image, static (into, image) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = Math.Clamp(image[i], 0, 1);
    });
}
