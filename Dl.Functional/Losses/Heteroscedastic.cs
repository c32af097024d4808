namespace Dl.Functional;

/// <summary>
/// Regression in which the network says how sure it is: of 2 d outputs the first d are means m, the others logarithms s of variances, and
/// the loss of a number is <c>(s + (y - m)^2 e^-s) / 2</c>, plus <c>ln(2 pi) / 2</c> if in full: minus the logarithm of a normal density. Source: Nix and Weigend, 1994.
/// PyTorch: <c>GaussianNLLLoss</c> (takes variances); Keras, Optax: -.
/// </summary>
/// <param name="Full">Whether the constant ln(2 pi) / 2 is in.</param>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record Heteroscedastic(bool Full = false, Reduce Reduction = Reduce.Mean) : Loss("heteroscedastic regression"), IReduced, ILikelihood
{
    /// <inheritdoc/>
    public Support Support => Support.Numbers;

    /// <inheritdoc/>
    public (int Outputs, int Targets) Item => (2, 1);

    /// <inheritdoc/>
    public double LogMass => Full ? 0 : GaussianNegativeLogLikelihood.Constant;

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        if (targets is not Targets<T>.Values values) throw new DlException($"{Name} takes numbers as targets");
        var numbers = values.Numbers;
        if (output.Shape.Rank < 2 || numbers.Shape.Rank == 0 || output.Shape != numbers.Shape.WithLast(2 * numbers.Shape.Last))
            throw new DlException($"{Name}: targets {numbers.Shape} need twice as many outputs on the last axis, means and then logarithms of variances, not {output.Shape}");
        return
            from mean in Ops.Part(output, -1, 0, numbers.Shape.Last)
            from log in Ops.Part(output, -1, numbers.Shape.Last, numbers.Shape.Last)
            from error in Ops.Subtract(numbers, mean)
            from square in Ops.Square(error)
            from flipped in Ops.Negate(log)
            from precision in Ops.Exp(flipped)
            from ratio in Ops.Multiply(square, precision)
            from sum in Ops.Add(ratio, log)
            from half in Ops.Scale(sum, 0.5)
            from each in Ops.Add(half, Tensor<T>.Scalar(T.CreateChecked(Full ? GaussianNegativeLogLikelihood.Constant : 0)))
            from loss in Reduced(Reduction, each)
            select loss;
    }

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size)
    {
        var shape = Examples.Features(key, size).Batch(Examples.Size(key, size, 9));
        return new(new Heteroscedastic(key.Below(2, 3) == 0, (Reduce)key.Below(3, 2)), Examples.Any(key.Child(1), shape.WithLast(2 * shape.Last)), Examples.Any(key.Child(2), shape));
    }
}
