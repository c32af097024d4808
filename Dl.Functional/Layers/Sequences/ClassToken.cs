namespace Dl.Functional;

/// <summary>
/// Puts a learned token before a sequence, where attention gathers what is known of the whole. Shapes: (batch, time, features)
/// to (batch, 1 + time, features). Source: Devlin et al., "BERT", 2019; Dosovitskiy et al., 2021.
/// </summary>
/// <param name="Deviation">The token is drawn from a normal distribution of this deviation.</param>
public sealed record ClassToken(double Deviation = 0.02) : Layer("class token")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) =>
        new([Demand.Sequence(Name, example)[0] + 1, example[1]], new PositionParams<T>(key.Normal<T>([1, example[1]], 0, Setting.AtLeast(Name, "the deviation", Deviation))), Empty<T>.It);

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        from tokens in Ops.Add(Tensor<T>.Zeros([x.Shape[0], 1, x.Shape.Last]), call.ParamsAs<PositionParams<T>>(this).Rows)
        from y in Ops.Concat(1, tokens, x)
        select new Result<T>(y, call.State);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new ClassToken(key.Bernoulli(0.5, 9) ? 0.02 : 1), [Examples.Size(key, size, 0), Examples.Size(key, size, 1)]);
}

/// <summary>
/// One token of a sequence: that of the class, say. Shapes: (batch, time, features) to (batch, features).
/// PyTorch and Keras: <c>x[:, position]</c>.
/// </summary>
/// <param name="Position">Its position, from the end if negative.</param>
public sealed record OneToken(int Position = 0) : Layer("token")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) =>
        Demand.Sequence(Name, example) is var sequence && Position < sequence[0] && Position >= -sequence[0]
        ? new([example[1]], Empty<T>.It, Empty<T>.It)
        : throw new DlException($"{Name}: there is no token {Position} in {example}; its tokens are 0 to {example[0] - 1}, or -{example[0]} to -1");

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        Ops.Take(x, Indices.From(Shape.Scalar, [Position < 0 ? Position + x.Shape[1] : Position]), 1).Map(y => new Result<T>(y, call.State));

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var times = Examples.Size(key, size, 0);
        return new(new OneToken(key.Below(2 * times, 1) - times), [times, Examples.Size(key, size, 2)]);
    }
}
