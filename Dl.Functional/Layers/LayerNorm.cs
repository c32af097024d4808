namespace Dl.Functional;

/// <summary>
/// Normalises the last axes of each example for itself, in learning and in use alike: <c>y = scale (x - mean) / sqrt(var + epsilon) + shift</c>,
/// with the biased variance. Works on examples of any rank: (..., features). Source: Ba, Kiros and Hinton, 2016. See <see cref="NormaliseOp"/>.
/// </summary>
/// <remarks>Law: each row is what naive loops make of it, whatever the rank and epsilon. PyTorch: <c>nn.LayerNorm(normalized_shape)</c>,
/// which names the sizes of the axes; Keras: <c>LayerNormalization</c>; Flax: <c>LayerNorm</c>.</remarks>
/// <param name="Axes">How many axes, counted from the last, are normalised together.</param>
/// <param name="Epsilon">Added to the variance, inside the root.</param>
/// <param name="Scale">Whether there is a learned scale, one number for each place of the normalised axes.</param>
/// <param name="Shift">Whether there is a learned shift.</param>
public sealed record LayerNorm(int Axes = 1, double Epsilon = 1e-5, bool Scale = true, bool Shift = true) : Layer("layer norm")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("epsilon", "inside the root, 1e-5", "same", "inside the root, 1e-3", "inside the root, 1e-6"),
        new("variance", "biased", "same", "same", "same"),
        new("axes", "the last one", "given by their sizes", "the last one", "the last one"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Norm.CheckEpsilon(this, Epsilon);
        Norm.CheckAxes(this, Axes, example);
        Norm.CheckMembers(this, example.Tail(Axes).Size, example);
        return new(example, Norm.Start<T>(example.Tail(Axes), Scale, Shift), Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        var p = call.Params(this, x.Shape.Tail(Axes), Scale, Shift);
        return from y in Ops.LayerNorm(x, p.Scale, p.Shift, Epsilon) select new Result<T>(y, call.State);
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        Shape shape = [.. Examples.AnyShape(key.Child(0), size, 2), 1 + Examples.Size(key, size, 0)];
        return new(new LayerNorm(Examples.Size(key, shape.Rank, 1), Examples.Epsilon(key.Child(1)), key.Bernoulli(0.7, 2), key.Bernoulli(0.7, 3)), shape);
    }
}
