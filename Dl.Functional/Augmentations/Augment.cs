namespace Dl.Functional;

/// <summary>What is done to training images, one step after the other; what becomes of an example depends on a key of its own alone.</summary>
/// <param name="Steps">The changes of an image, in order.</param>
/// <param name="Mixup">Mixing with another example at the end; null for none.</param>
public sealed record Augment(Many<IAugmentation> Steps, Mixup? Mixup = null)
{
    /// <summary>Nothing is done.</summary>
    public static Augment None { get; } = new([]);

    /// <summary>The steps, in order, without mixing.</summary>
    public static Augment Of(params IAugmentation[] steps) => new(Many.Of(steps));

    /// <summary>The shape that an image of a shape has afterwards.</summary>
    /// <exception cref="DlException">It is no image, or too small for a step.</exception>
    public Shape After(Shape image) => Steps.Aggregate(image, (shape, step) => step.After(shape));

    /// <summary>The changed image. Step i draws from child i of the key.</summary>
    /// <param name="key">The example's own.</param>
    /// <param name="image">(height, width, channels).</param>
    /// <exception cref="DlException">It is no image, or too small for a step.</exception>
    public Tensor<T> Apply<T>(Key key, Tensor<T> image) where T : struct, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < Steps.Count; i++) image = Steps[i].Apply(key.Child(i), image);
        return image;
    }

    /// <summary>As it is typed: <c>hflip(0.5), crop(28, 28, 4, 0), mixup(0.2)</c>, or <c>none</c>.</summary>
    public override string ToString() => Equals(None) ? "none" : string.Join(", ", [.. Steps.Select(step => step.ToString()), .. Mixup is { } mixup ? (string[])[mixup.ToString()] : []]);
}
