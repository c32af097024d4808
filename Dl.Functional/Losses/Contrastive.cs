namespace Dl.Functional;

/// <summary>
/// <c>d^2 / 2</c> for like pairs and <c>max(0, margin - d)^2 / 2</c> for unlike ones, d being the distance of two points: like ones are drawn together, unlike ones
/// pushed a margin apart. As a loss the output is the one point, the targets are <c>Targets.Of(points, labels)</c> with label 1 for like; to learn both through one
/// network use <see cref="Of{T}(Var{T}, Var{T}, Indices)"/>. Source: Hadsell, Chopra and LeCun, 2006. PyTorch, Keras, Optax: -.
/// </summary>
/// <param name="Margin">How far unlike pairs shall be apart.</param>
/// <param name="Epsilon">Added to every difference, so that equal points have a gradient.</param>
/// <param name="Reduction">Mean over the items by default.</param>
public sealed record Contrastive(double Margin = 1, double Epsilon = 1e-6, Reduce Reduction = Reduce.Mean) : Loss("contrastive"), IReduced
{
    /// <summary>Where conventions differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("labels", "1 for like pairs (the paper: 0)", "-", "-", "-")];

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        var (points, labels) = Pair(targets, "a point and whether it is like this one (1) or not (0)");
        return Each(output, Numbers(output, points), Pairs.Like(Name, output.Shape, labels));
    }

    /// <summary>The loss of pairs, both sides of which may be learned: points along the last axis.</summary>
    /// <param name="left">The one side.</param>
    /// <param name="right">The other.</param>
    /// <param name="like">1 for like pairs and 0 for unlike ones.</param>
    public Diff<T, Var<T>> Of<T>(Var<T> left, Var<T> right, Indices like) where T : struct, IFloatingPointIeee754<T> => Each(left, right, Pairs.Like<T>(Name, left.Shape, like));

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>An example for the laws: different points.</summary>
    public static LossExample Example(Key key, int size)
    {
        Shape shape = [Examples.Size(key, size, 0), Examples.Size(key, size, 1)];
        var left = Examples.Any(key.Child(1), shape);
        return new(new Contrastive(key.Below(2, 3) == 0 ? 1 : key.Below(16, 4) / 4.0, Reduction: (Reduce)key.Below(3, 2)), left,
            Targets<double>.Of(Ops.Add<double>(left, Examples.AwayFromZero(key.Child(2), shape)).Value().Value, Pairs.Any(key.Child(3), shape[0])));
    }

    Diff<T, Var<T>> Each<T>(Var<T> left, Var<T> right, Tensor<T> like) where T : struct, IFloatingPointIeee754<T> =>
        from distance in Pairs.Distance(left, right, Setting.AtLeast(Name, "epsilon", Epsilon))
        from missing in Ops.Subtract(Tensor<T>.Scalar(T.CreateChecked(Setting.Finite(Name, "the margin", Margin))), distance)
        from hinge in Ops.Relu(missing)
        from near in Ops.Square(distance)
        from far in Ops.Square(hinge)
        from both in Pairs.Choose(like, near, far)
        from each in Ops.Scale(both, 0.5)
        from loss in Reduced(Reduction, each)
        select loss;
}
