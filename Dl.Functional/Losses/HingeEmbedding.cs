namespace Dl.Functional;

/// <summary>
/// <c>x</c> where the target is 1 and <c>max(0, margin - x)</c> where it is -1, number by number, for distances x: like pairs shall be near, unlike ones at least the
/// margin apart. PyTorch: <c>HingeEmbeddingLoss</c>; Keras, Optax: -.
/// </summary>
/// <param name="Margin">How far unlike pairs shall be apart.</param>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record HingeEmbedding(double Margin = 1, Reduce Reduction = Reduce.Mean) : Loss("hinge embedding"), IReduced
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        var signs = Signs.Checked(Name, Numbers(output, targets));
        return
            from near in Ops.Multiply(output, Signs.Share(signs, T.One))
            from missing in Ops.Subtract(Tensor<T>.Scalar(T.CreateChecked(Setting.Finite(Name, "the margin", Margin))), output)
            from hinge in Ops.Relu(missing)
            from far in Ops.Multiply(hinge, Signs.Share(signs, -T.One))
            from each in Ops.Add(near, far)
            from loss in Reduced(Reduction, each)
            select loss;
    }

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size)
    {
        var shape = Examples.Features(key, size).Batch(Examples.Size(key, size, 9));
        return new(new HingeEmbedding(key.Below(2, 10) == 0 ? 1 : key.Below(8, 11) / 4.0, (Reduce)key.Below(3, 2)), Examples.Any(key.Child(1), shape), Signs.Any(key.Child(2), shape));
    }
}
