using System.Runtime.InteropServices;
using Dl.Core;

namespace Dl.CSharp;

// The same inputs with targets that are made of them.
public sealed partial record DataSet
{
    /// <summary>The same examples, each of which is its own target: what an autoencoder learns from. Nothing is copied.</summary>
    public DataSet ToItself() => new(source, null, null, [], Name, isOwnTarget: true);

    /// <summary>The same images, with a class for each pixel in place of one for the image: where its largest channel is above a threshold it is that of the image, and elsewhere
    /// the background, which is class 0.</summary>
    /// <param name="threshold">What is ink.</param>
    /// <exception cref="DlException">The examples are no images with a class each.</exception>
    public DataSet ToPixels(double threshold = 0.5)
    {
        if (Labels is not { Shape.Rank: 1 } labels || Example is not { Rank: 3, Last: > 0 }) throw new DlException($"{Name}: classes of pixels are made of images that have a class each, but examples are {Example} and targets {Target}");
        var classes = new int[Count * (Example.Size / Example.Last)];
        var at = 0;
        foreach (var chunk in Chunks(1000))
        {
            var pixels = chunk.Inputs.Span;
            for (var i = 0; i < pixels.Length; i += Example.Last, at++)
                classes[at] = System.Numerics.Tensors.TensorPrimitives.Max(pixels.Slice(i, Example.Last)) > threshold ? 1 + labels[at / (Example.Size / Example.Last)] : 0;
        }
        return new(source, Indices.From([Count, Example[0], Example[1]], ImmutableCollectionsMarshal.AsImmutableArray(classes)), null, ["background", .. Classes], Name);
    }
}
