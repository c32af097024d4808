namespace Dl.Functional;

/// <summary>The image in a mirror that stands beside it, with a probability. Law: twice is the image. PyTorch: <c>RandomHorizontalFlip</c>.</summary>
/// <param name="Probability">How often.</param>
public sealed record HorizontalFlip(double Probability = 0.5) : IAugmentation
{
    /// <summary>How often.</summary>
    public double Probability { get; init; } = Setting.Share("horizontal flip", "its probability", Probability);

    /// <inheritdoc/>
    public Shape After(Shape image) => Images.Checked(image);

    /// <inheritdoc/>
    public Tensor<T> Apply<T>(Key key, Tensor<T> image) where T : struct, IFloatingPointIeee754<T> => key.Bernoulli(Probability, 0) ? Images.FlipHorizontally(image) : image;

    /// <summary>As it is typed.</summary>
    public override string ToString() => FormattableString.Invariant($"hflip({Probability})");
}

/// <summary>The image in a mirror that lies below it, with a probability. Law: twice is the image. PyTorch: <c>RandomVerticalFlip</c>.</summary>
/// <param name="Probability">How often.</param>
public sealed record VerticalFlip(double Probability = 0.5) : IAugmentation
{
    /// <summary>How often.</summary>
    public double Probability { get; init; } = Setting.Share("vertical flip", "its probability", Probability);

    /// <inheritdoc/>
    public Shape After(Shape image) => Images.Checked(image);

    /// <inheritdoc/>
    public Tensor<T> Apply<T>(Key key, Tensor<T> image) where T : struct, IFloatingPointIeee754<T> => key.Bernoulli(Probability, 0) ? Images.FlipVertically(image) : image;

    /// <summary>As it is typed.</summary>
    public override string ToString() => FormattableString.Invariant($"vflip({Probability})");
}
