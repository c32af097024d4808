namespace Dl.Functional;

/// <summary>
/// <c>1 - cos</c> of the angle between output and target along the last axis: a distance of directions. With <c>Targets.Of(points, labels)</c> label 1 is this, and label 0
/// <c>max(0, cos - margin)</c>: unlike pairs shall point apart. PyTorch: <c>CosineEmbeddingLoss</c> (labels 1 and -1); Keras: <c>CosineSimilarity</c> (minus
/// the cosine); Optax: <c>cosine_distance</c>.
/// </summary>
/// <param name="Margin">The largest cosine that costs nothing between unlike pairs.</param>
/// <param name="Epsilon">The least length; shorter vectors have that in the quotient.</param>
/// <param name="Reduction">Mean over the items by default.</param>
public sealed record Cosine(double Margin = 0, double Epsilon = 1e-8, Reduce Reduction = Reduce.Mean) : Loss("cosine"), IReduced, IDivergence
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("sign", "1 - cos, from 0 to 2", "same", "-cos", "same"), new("epsilon", "the least length, 1e-8", "same", "1e-12, the least square", "1e-8, no least length by default")];

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        if (targets is not Targets<T>.Several) return Each(output, Numbers(output, targets), []);
        var (points, labels) = Pair(targets, "a point and whether it is like this one (1) or not (0)");
        return Each(output, Numbers(output, points), [Pairs.Like(Name, output.Shape, labels)]);
    }

    /// <summary>The loss of pairs, both sides of which may be learned.</summary>
    /// <param name="left">The one side, (..., features).</param>
    /// <param name="right">The other.</param>
    /// <param name="like">1 for like pairs and 0 for unlike ones.</param>
    public Diff<T, Var<T>> Of<T>(Var<T> left, Var<T> right, Indices like) where T : struct, IFloatingPointIeee754<T> => Each(left, right, [Pairs.Like<T>(Name, left.Shape, like)]);

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <inheritdoc/>
    public Tensor<T> Perfect<T>(Tensor<T> output, Targets<T> targets) where T : struct, IFloatingPointIeee754<T> => targets switch
    {
        Targets<T>.Several several => Pairs.Opposite(((Targets<T>.Values)several.Parts[0]).Numbers, ((Targets<T>.Labels)several.Parts[1]).Classes),
        _ => Numbers<T>(output, targets),
    };

    /// <summary>An example for the laws: away from zero, with labels or without.</summary>
    public static LossExample Example(Key key, int size)
    {
        Shape shape = [Examples.Size(key, size, 0), Examples.Size(key, size, 1)];
        var points = Examples.AwayFromZero(key.Child(1), shape);
        return new(new Cosine(key.Below(2, 3) == 0 ? 0 : key.Below(8, 4) / 8.0, Reduction: (Reduce)key.Below(3, 2)), Examples.AwayFromZero(key.Child(2), shape),
            key.Below(2, 5) == 0 ? points : Targets<double>.Of(points, Pairs.Any(key.Child(3), shape[0])));
    }

    // Of labels there are none, or one tensor.
    Diff<T, Var<T>> Each<T>(Var<T> left, Var<T> right, Few<Tensor<T>> like) where T : struct, IFloatingPointIeee754<T> =>
        from product in Ops.Multiply(left, right)
        from sum in Ops.Sum(product, -1)
        from a in Length(left)
        from b in Length(right)
        from lengths in Ops.Multiply(a, b)
        from cosine in Ops.Divide(sum, lengths)
        from near in Ops.Subtract(Tensor<T>.Scalar(T.One), cosine)
        from each in like.Count == 0 ? Diff.Return<T, Var<T>>(near)
            : from beyond in Ops.Subtract(cosine, Tensor<T>.Scalar(T.CreateChecked(Setting.Finite(Name, "the margin", Margin))))
              from far in Ops.Relu(beyond)
              from both in Pairs.Choose(like[0], near, far)
              select both
        from loss in Reduced(Reduction, each)
        select loss;

    // Never below epsilon, with the slope 0 there.
    Diff<T, Var<T>> Length<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
        from squares in Ops.Square(x)
        from sum in Ops.Sum(squares, -1)
        from least in Ops.Maximum(sum, Tensor<T>.Scalar(T.CreateChecked(Setting.AtLeast(Name, "epsilon", Epsilon) * Epsilon)))
        from length in Ops.Sqrt(least)
        select length;
}
