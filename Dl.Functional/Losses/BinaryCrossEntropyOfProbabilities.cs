namespace Dl.Functional;

/// <summary>
/// <c>-(y ln p + (1 - y) ln (1 - p))</c>, number by number, for probabilities p and targets y from 0 to 1, or class numbers 0 and 1. What has no mass counts nothing; a
/// certain error costs infinity, for nothing is clipped: a clipped probability has no gradient where it is needed most. Outside 0 to 1 it is NaN. Prefer logits.
/// PyTorch: <c>BCELoss</c>; Keras: <c>BinaryCrossentropy</c>; Optax: -.
/// </summary>
/// <param name="Weights">How much the classes 0 and 1 count; none for both alike.</param>
/// <param name="Smoothing">How much of each target is spread evenly over both classes.</param>
/// <param name="Reduction">Mean over all numbers by default, weighted where there are weights.</param>
public sealed record BinaryCrossEntropyOfProbabilities(Many<double> Weights, double Smoothing = 0, Reduce Reduction = Reduce.Mean)
    : Loss("binary cross entropy of probabilities"), IReduced
{
    /// <summary>Both classes alike, nothing smoothed.</summary>
    public BinaryCrossEntropyOfProbabilities(Reduce reduction = Reduce.Mean) : this([], 0, reduction) { }

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("certain errors", "infinite", "logarithms cut at -100", "probabilities cut at 1e-7 and 1 - 1e-7", "-")];

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        var target = Binary<T>.Of(Name, output.Shape, targets, Weights, Smoothing);
        return
            from rest in Ops.Subtract(Tensor<T>.Scalar(T.One), output)
            from one in Ops.XLogY(target.Ones, output)
            from zero in Ops.XLogY(target.Zeros, rest)
            from sums in Ops.Add(one, zero)
            from each in Ops.Negate(sums)
            from loss in Reduced(Reduction, each, target.Weights)
            select loss;
    }

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>An example for the laws: probabilities between 3/16 and 13/16.</summary>
    public static LossExample Example(Key key, int size)
    {
        var drawn = BinaryCrossEntropy.Example(key, size);
        var loss = (BinaryCrossEntropy)drawn.Loss;
        return drawn with
        {
            Loss = new BinaryCrossEntropyOfProbabilities(loss.Weights, loss.Smoothing, loss.Reduction),
            Output = Tensor<double>.From(drawn.Output.Shape, [.. Enumerable.Range(0, drawn.Output.Shape.Size).Select(i => (3 + key.Below(11, i + 900)) / 16.0)]),
        };
    }
}
