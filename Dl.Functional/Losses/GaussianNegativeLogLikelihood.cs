namespace Dl.Functional;

/// <summary>
/// Minus the logarithm of a normal density, number by number: <c>(ln v + (y - m)^2 / v) / 2</c>, plus <c>ln(2 pi) / 2</c> if in full, for means m, the targets y and
/// their variances v. As a loss, of the means that a network gives: the targets are numbers (with variance 1), or <c>Targets.Of(numbers, variances)</c>.
/// Where the network gives the variances too see <see cref="Heteroscedastic"/>. PyTorch: <c>GaussianNLLLoss</c>; Keras, Optax: -.
/// </summary>
/// <param name="Full">Whether the constant ln(2 pi) / 2 is in.</param>
/// <param name="Epsilon">The least variance; below it there is no gradient of the variance.</param>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record GaussianNegativeLogLikelihood(bool Full = false, double Epsilon = 1e-6, Reduce Reduction = Reduce.Mean) : Loss("gaussian negative log likelihood"), IReduced, ILikelihood
{
    internal const double Constant = 0.91893853320467274178;

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("constant ln(2 pi) / 2", "left out; in by Full", "same (full)", "-", "-"),
        new("variances below epsilon", "have no gradient", "have that of epsilon", "-", "-"),
    ];

    /// <inheritdoc/>
    public Support Support => Support.Numbers;

    /// <inheritdoc/>
    public (int Outputs, int Targets) Item => (1, 1);

    /// <inheritdoc/>
    public double LogMass => Full ? 0 : Constant;

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        if (targets is not Targets<T>.Several) return Of(output, Tensor<T>.Ones(Shape.Scalar), Numbers(output, targets));
        var (numbers, variances) = Pair(targets, "a number and its variance");
        return Of(output, NotNegative(Numbers(output, variances), "variances"), Numbers(output, numbers));
    }

    /// <summary>The loss of means and variances, both of which may be learned.</summary>
    public Diff<T, Var<T>> Of<T>(Var<T> mean, Var<T> variance, Var<T> target) where T : struct, IFloatingPointIeee754<T> =>
        from error in Ops.Subtract(target, mean)
        from square in Ops.Square(error)
        from least in Ops.Maximum(variance, Tensor<T>.Scalar(T.CreateChecked(Setting.AtLeast(Name, "epsilon", Epsilon))))
        from ratio in Ops.Divide(square, least)
        from log in Ops.Log(least)
        from sum in Ops.Add(ratio, log)
        from half in Ops.Scale(sum, 0.5)
        from each in Ops.Add(half, Tensor<T>.Scalar(T.CreateChecked(Full ? Constant : 0)))
        from loss in Reduced(Reduction, each)
        select loss;

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>An example for the laws: with variances or without.</summary>
    public static LossExample Example(Key key, int size)
    {
        var shape = Examples.Features(key, size).Batch(Examples.Size(key, size, 9));
        var numbers = Examples.Any(key.Child(2), shape);
        return new(new GaussianNegativeLogLikelihood(key.Below(2, 3) == 0, Reduction: (Reduce)key.Below(3, 2)), Examples.Any(key.Child(1), shape),
            key.Below(2, 4) == 0 ? numbers : Targets<double>.Of(numbers, Examples.Positive(key.Child(3), shape)));
    }
}
