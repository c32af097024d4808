namespace Dl.Functional;

/// <summary>
/// A dense layer that drops weights, not outputs, while learning: <c>y = a(x (W m) + b)</c> with each weight dropped with the given
/// probability and else divided by 1 - rate. In use it is the <see cref="Dense"/> layer of its mean weights. The bias is never dropped.
/// Source: Wan et al., "Regularization of neural networks using DropConnect", ICML 2013.
/// </summary>
/// <remarks>Law: in use, or at rate 0, it is the dense layer with the same parameters. PyTorch: -; Keras: -; Flax: -.</remarks>
/// <param name="Dense">The layer whose weights are dropped.</param>
/// <param name="Rate">The probability to drop a weight, in [0, 1).</param>
/// <param name="EachExample">Whether every example has a mask of its own, as in the paper, which takes the memory of as many weight
/// matrices; if not, the batch shares one.</param>
public sealed record DropConnect(Dense Dense, double Rate = 0.5, bool EachExample = false) : Layer("drop connect")
{
    /// <summary>Where implementations differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("mask", "one for the batch, or one for each example (as the paper)", "-", "-", "-"),
        new("in use", "the mean weights; the paper draws from the normal distribution of their sums", "-", "-", "-"),
        new("bias", "never dropped; the paper drops it too", "-", "-", "-"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Setting.Rate(Name, Rate);
        Demand.Features(Name, example);
        return Dense.Init<T>(key, example);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => call.Mode == Mode.Infer || Rate == 0
        ? Dense.Apply(call, x)
        : from sums in EachExample ? Own(call, x) : Shared(call, x)
          from affine in Dense.Bias ? Ops.Add(sums, call.ParamsAs<DenseParams<T>>(this).Bias) : Diff.Return<T, Var<T>>(sums)
          from y in Dense.Then.Of(affine)
          select new Result<T>(y, call.State);

    Diff<T, Var<T>> Shared<T>(Call<T> call, Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
        from weight in Masked(call, Weight(call).Shape)
        from rows in Ops.Reshape(x, x.Shape.Rows, x.Shape.Last)
        from y in Ops.MatMul(rows, weight)
        from shaped in Ops.Reshape(y, [.. x.Shape.WithLast(weight.Shape.Last)])
        select shaped;

    // Each example with a matrix of its own: the products, then their sums.
    Diff<T, Var<T>> Own<T>(Call<T> call, Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
        from weights in Masked(call, [x.Shape[0], .. x.Shape.Skip(2).Select(_ => 1), .. Weight(call).Shape])
        from columns in Ops.Reshape(x, [.. x.Shape, 1])
        from products in Ops.Multiply(columns, weights)
        from y in Ops.Sum(products, -2)
        select y;

    Diff<T, Var<T>> Masked<T>(Call<T> call, Shape shape) where T : struct, IFloatingPointIeee754<T> =>
        Ops.Multiply(Weight(call), Noise.Kept<T>(call.Key, shape, Rate, Noise.Inverse(Rate)));

    Var<T> Weight<T>(Call<T> call) where T : struct, IFloatingPointIeee754<T> =>
        Dense.Bias ? call.ParamsAs<DenseParams<T>>(this).Weight : call.ParamsAs<WeightParams<T>>(this).Weight;

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var dense = Functional.Dense.Example(key.Child(0), Math.Min(size, 4));
        return new(new DropConnect((Dense)dense.Layer, Noise.Rate(key), key.Bernoulli(0.4, 1)), dense.Input);
    }
}
