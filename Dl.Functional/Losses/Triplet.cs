namespace Dl.Functional;

/// <summary>
/// <c>max(0, |a - p| - |a - n| + margin)</c>: a point a shall be nearer to one that is like it than to one that is not, by a margin. As a loss the output is a, the
/// targets are <c>Targets.Of(p, n)</c>; to learn all three through one network, apply it to each and use <see cref="Of{T}(Var{T}, Var{T}, Var{T})"/>.
/// Source: Schroff et al., "FaceNet", 2015. PyTorch: <c>TripletMarginLoss</c>; Keras: -; Optax: <c>triplet_margin_loss</c>.
/// </summary>
/// <param name="Margin">By how much nearer.</param>
/// <param name="Epsilon">Added to every difference, so that equal points have a gradient.</param>
/// <param name="Reduction">Mean over the items by default.</param>
public sealed record Triplet(double Margin = 1, double Epsilon = 1e-6, Reduce Reduction = Reduce.Mean) : Loss("triplet"), IReduced
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("distance", "Euclid's, not squared", "same (p = 2)", "-", "same"), new("epsilon", "added to every difference", "same", "-", "added under the root")];

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        var (like, unlike) = Pair(targets, "a point that is like it and one that is not");
        return Of(output, Numbers(output, like), Numbers(output, unlike));
    }

    /// <summary>The loss of triplets, all of which may be learned: points along the last axis.</summary>
    public Diff<T, Var<T>> Of<T>(Var<T> anchor, Var<T> like, Var<T> unlike) where T : struct, IFloatingPointIeee754<T> =>
        from near in Pairs.Distance(anchor, like, Setting.AtLeast(Name, "epsilon", Epsilon))
        from far in Pairs.Distance(anchor, unlike, Epsilon)
        from difference in Ops.Subtract(near, far)
        from missing in Ops.Add(difference, Tensor<T>.Scalar(T.CreateChecked(Setting.Finite(Name, "the margin", Margin))))
        from each in Ops.Relu(missing)
        from loss in Reduced(Reduction, each)
        select loss;

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>An example for the laws: different points.</summary>
    public static LossExample Example(Key key, int size)
    {
        Shape shape = [Examples.Size(key, size, 0), Examples.Size(key, size, 1)];
        var anchor = Examples.Any(key.Child(1), shape);
        Tensor<double> Away(long i) => Ops.Add<double>(anchor, Examples.AwayFromZero(key.Child(i), shape)).Value().Value;
        return new(new Triplet(key.Below(2, 3) == 0 ? 1 : key.Below(8, 4) / 4.0, Reduction: (Reduce)key.Below(3, 2)), anchor, Targets<double>.Of(Away(2), Away(3)));
    }
}
