namespace Dl.Functional;

/// <summary>
/// Divides the last axes of each example by the root of their mean square: <c>y = scale x / sqrt(mean(x^2) + epsilon)</c>; the mean
/// stays. Works on examples of any rank: (..., features). Source: Zhang and Sennrich, 2019. See <see cref="NormaliseOp"/>.
/// </summary>
/// <remarks>Law: each row is what naive loops make of it, whatever the rank and epsilon. PyTorch: <c>nn.RMSNorm</c>; Keras:
/// <c>RMSNormalization</c>; Flax: <c>RMSNorm</c>.</remarks>
/// <param name="Axes">How many axes, counted from the last, are normalised together.</param>
/// <param name="Epsilon">Added to the mean square, inside the root.</param>
/// <param name="Scale">Whether there is a learned scale, one number for each place of the normalised axes.</param>
public sealed record RmsNorm(int Axes = 1, double Epsilon = 1e-6, bool Scale = true) : Layer("rms norm")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("epsilon", "inside the root, 1e-6", "inside the root, the smallest step of the scalar at 1", "same", "same"),
        new("axes", "the last one", "given by their sizes", "same", "same"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Norm.CheckEpsilon(this, Epsilon);
        Norm.CheckAxes(this, Axes, example);
        return new(example, Norm.Start<T>(example.Tail(Axes), Scale, false), Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        from y in Ops.RmsNorm(x, call.Params(this, x.Shape.Tail(Axes), Scale, false).Scale, Epsilon)
        select new Result<T>(y, call.State);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var shape = Examples.Features(key.Child(0), size);
        return new(new RmsNorm(Examples.Size(key, shape.Rank, 1), Examples.Epsilon(key.Child(1)), key.Bernoulli(0.7, 2)), shape);
    }
}
