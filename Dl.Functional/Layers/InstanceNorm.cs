namespace Dl.Functional;

/// <summary>
/// Normalises each channel (last axis) of each example over its positions, in learning and in use alike: what batch norm
/// does over the whole batch. Works on examples of rank two and more: (..., channels). Source: Ulyanov, Vedaldi and
/// Lempitsky, "Instance normalization: the missing ingredient for fast stylization", 2016. See <see cref="NormaliseOp"/>.
/// </summary>
/// <remarks>Law: it is <see cref="GroupNorm"/> with as many groups as channels. PyTorch: <c>nn.InstanceNorm2d</c>; Keras:
/// <c>GroupNormalization(groups=-1)</c>; Flax: <c>InstanceNorm</c>.</remarks>
/// <param name="Epsilon">Added to the variance, inside the root.</param>
/// <param name="Scale">Whether there is a learned scale, one number a channel.</param>
/// <param name="Shift">Whether there is a learned shift, one number a channel.</param>
public sealed record InstanceNorm(double Epsilon = 1e-5, bool Scale = true, bool Shift = true) : Layer("instance norm")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("epsilon", "inside the root, 1e-5", "same", "inside the root, 1e-3", "inside the root, 1e-6"),
        new("scale and shift", "learned", "none unless asked for", "learned", "learned"),
        new("statistics in use", "the example's own", "same, or running ones if asked for", "same", "same"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Norm.CheckEpsilon(this, Epsilon);
        if (example.Rank < 2) throw new DlException($"{Name} takes examples with positions and channels, (..., positions, channels), not {example}");
        Norm.CheckMembers(this, Demand.Numbers(Name, example).Size / example.Last, example);
        return new(example, Norm.Start<T>([example.Last], Scale, Shift), Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        var p = call.Params(this, [x.Shape.Last], Scale, Shift);
        return from y in Ops.GroupNorm(x, p.Scale, p.Shift, Math.Max(1, x.Shape.Last), Epsilon) select new Result<T>(y, call.State);
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(
        new InstanceNorm(Examples.Epsilon(key.Child(1)), key.Bernoulli(0.7, 2), key.Bernoulli(0.7, 3)),
        [.. Examples.AnyShape(key.Child(0), size, 1), 1 + Examples.Size(key, Math.Min(size, 4), 0), Examples.Size(key, Math.Min(size, 3), 1)]);
}
