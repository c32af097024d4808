namespace Dl.Functional;

/// <summary>
/// <c>max(0, margin - y x)</c>, or its square, number by number, for scores x and targets y of 1 and -1; slope 0 from the margin on. Source: Cortes and Vapnik, 1995.
/// PyTorch: <c>HingeEmbeddingLoss</c> is another one, <c>MultiMarginLoss</c> that of several classes; Keras: <c>Hinge</c>, <c>SquaredHinge</c>; Optax: <c>hinge_loss</c>.
/// </summary>
/// <param name="Margin">From where on a score is right enough.</param>
/// <param name="Squared">Whether it is squared.</param>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record Hinge(double Margin = 1, bool Squared = false, Reduce Reduction = Reduce.Mean) : Loss("hinge"), IReduced
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("targets", "1 and -1", "-", "1 and -1, and 0 for -1", "1 and -1")];

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
        from product in Ops.Multiply(output, Signs.Checked(Name, Numbers(output, targets)))
        from missing in Ops.Subtract(Tensor<T>.Scalar(T.CreateChecked(Setting.Finite(Name, "the margin", Margin))), product)
        from hinge in Ops.Relu(missing)
        from each in Squared ? Ops.Square(hinge) : Diff.Return<T, Var<T>>(hinge)
        from loss in Reduced(Reduction, each)
        select loss;

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size)
    {
        var shape = Examples.Features(key, size).Batch(Examples.Size(key, size, 9));
        return new(new Hinge(key.Below(2, 10) == 0 ? 1 : key.Below(8, 11) / 4.0, key.Below(2, 12) == 0, (Reduce)key.Below(3, 2)), Examples.Any(key.Child(1), shape), Signs.Any(key.Child(2), shape));
    }
}
