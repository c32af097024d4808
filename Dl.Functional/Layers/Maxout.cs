namespace Dl.Functional;

/// <summary>
/// The largest of several affine maps: <c>y_i = max_j (x W + b)_ij</c> along the last axis, a convex function learned piece by piece. Shapes: (..., in)
/// to (..., units). Law: the same as a <see cref="Dense"/> layer of units times pieces, of which each unit's best is taken. Source: Goodfellow et al.,
/// "Maxout networks", 2013. PyTorch, Keras, Flax: -; TensorFlow Addons: <c>Maxout</c>.
/// </summary>
/// <param name="Units">The number of outputs.</param>
/// <param name="Pieces">The number of affine maps for each.</param>
/// <param name="Weight">How the weight (in, units * pieces) is drawn; the bias begins at zero.</param>
public sealed record Maxout(int Units, int Pieces, IInitialiser Weight) : Layer("maxout")
{
    /// <summary>Drawn by Glorot's rule.</summary>
    public Maxout(int units, int pieces = 2) : this(units, pieces, Glorot.Uniform) { }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var features = Demand.Features(Name, example);
        var all = checked(Demand.One(Name, "unit", Units) * Demand.One(Name, "piece", Pieces));
        return new(example.WithLast(Units), new DenseParams<T>(Weight.Draw<T>(key, [features, all], new(features, all)), Tensor<T>.Zeros([all])), Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        from affine in Dense.Apply(call.ParamsAs<DenseParams<T>>(this), x)
        from pieces in Ops.Reshape(affine, [.. affine.Shape.WithLast(Units), Pieces])
        from y in Ops.Max(pieces, -1)
        select new Result<T>(y, call.State);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) =>
        new(new Maxout(Examples.Size(key, Math.Min(size, 3), 1), Examples.Size(key, 3, 2)), [.. Examples.AnyShape(key.Child(0), size, 1), Examples.Size(key, size, 3)]);
}
