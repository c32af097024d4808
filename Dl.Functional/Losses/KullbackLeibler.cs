namespace Dl.Functional;

/// <summary>
/// The divergence <c>sum_k p_k (ln p_k - q_k)</c> of the targets' distributions p from the outputs' along the last axis; the outputs q are logarithms of
/// probabilities. What has no mass counts nothing. Gradient -p. Law S6. Source: Kullback and Leibler, 1951. PyTorch: <c>KLDivLoss</c>; Keras:
/// <c>KLDivergence</c> (of probabilities); Optax: <c>kl_divergence</c>.
/// </summary>
/// <param name="Reduction">Mean over the items by default.</param>
public sealed record KullbackLeibler(Reduce Reduction = Reduce.Mean) : Loss("kullback leibler"), IReduced, IDivergence
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("mean", "over the items", "over all numbers; \"batchmean\" is over the items", "over the items", "none")];

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        if (output.Shape.Rank < 2) throw new DlException($"{Name} takes outputs of shape (batch, ..., classes), not {output.Shape}");
        var masses = NotNegative(Numbers(output, targets), "masses");
        return
            from distance in Ops.Subtract(Logarithms(masses), output)
            from each in Ops.Expectation<T>(masses, distance)
            from loss in Reduced(Reduction, each)
            select loss;
    }

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <inheritdoc/>
    public Tensor<T> Perfect<T>(Tensor<T> output, Targets<T> targets) where T : struct, IFloatingPointIeee754<T> => Logarithms(Numbers<T>(output, targets));

    /// <summary>An example for the laws: normalised outputs, and distributions some of whose masses are 0.</summary>
    public static LossExample Example(Key key, int size)
    {
        Shape shape = [Examples.Size(key, size, 0), Examples.Size(key, size, 1)];
        return new(new KullbackLeibler((Reduce)key.Below(3, 2)), Ops.LogSoftmax<double>(Examples.Any(key.Child(0), shape)).Value().Value, CrossEntropy.Distributed(key.Child(1), shape));
    }

    static Tensor<T> Logarithms<T>(Tensor<T> masses) where T : struct, IFloatingPointIeee754<T> => Ops.Log<T>(masses).Value().Value;
}
