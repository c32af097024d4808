namespace Dl.Functional;

/// <summary>
/// The cross entropy of a sigmoid: <c>-(y ln s + (1 - y) ln (1 - s))</c> with s = sigmoid(z), number by number, for logits z and targets y from 0 to 1, or class
/// numbers 0 and 1. Written as <c>y softplus(-z) + (1 - y) softplus(z)</c>, in which nothing overflows and nothing cancels. Gradient s - y. Law S7.
/// PyTorch: <c>BCEWithLogitsLoss</c>; Keras: <c>BinaryCrossentropy(from_logits=True)</c>; Optax: <c>sigmoid_binary_cross_entropy</c>.
/// </summary>
/// <param name="Weights">How much the classes 0 and 1 count; none for both alike.</param>
/// <param name="Smoothing">How much of each target is spread evenly over both classes: <c>(1 - smoothing) y + smoothing / 2</c>.</param>
/// <param name="Reduction">Mean over all numbers by default, weighted where there are weights.</param>
public sealed record BinaryCrossEntropy(Many<double> Weights, double Smoothing = 0, Reduce Reduction = Reduce.Mean) : Loss("binary cross entropy"), IReduced, ILikelihood
{
    /// <summary>Both classes alike, nothing smoothed.</summary>
    public BinaryCrossEntropy(Reduce reduction = Reduce.Mean) : this([], 0, reduction) { }

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("input", "logits; probabilities by BinaryCrossEntropyOfProbabilities", "logits (BCELoss: probabilities)", "probabilities by default", "logits"),
        new("class weights", "of both classes; the mean is over the sum of the weights", "pos_weight; over all numbers", "class_weight; over all numbers", "no such thing"),
    ];

    /// <inheritdoc/>
    public Support Support => Support.Bits;

    /// <inheritdoc/>
    public (int Outputs, int Targets) Item => (1, 1);

    /// <inheritdoc/>
    public double LogMass => Weights.Count == 0 && Smoothing == 0 ? 0 : double.NaN;

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        var target = Binary<T>.Of(Name, output.Shape, targets, Weights, Smoothing);
        return
            from flipped in Ops.Negate(output)
            from whereOne in Ops.Softplus(flipped)
            from whereZero in Ops.Softplus(output)
            from one in Ops.Multiply(whereOne, target.Ones)
            from zero in Ops.Multiply(whereZero, target.Zeros)
            from each in Ops.Add(one, zero)
            from loss in Reduced(Reduction, each, target.Weights)
            select loss;
    }

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>An example for the laws: classes, or numbers between.</summary>
    public static LossExample Example(Key key, int size)
    {
        var shape = Examples.Features(key, size).Batch(Examples.Size(key, size, 9));
        var loss = new BinaryCrossEntropy(
            key.Bernoulli(0.5, 11) ? [] : [(1 + key.Below(8, 12)) / 4.0, (1 + key.Below(8, 13)) / 4.0], key.Bernoulli(0.5, 14) ? 0 : (1 + key.Below(7, 15)) / 8.0, (Reduce)key.Below(3, 2));
        var output = Examples.Any(key.Child(1), shape);
        var bits = Enumerable.Range(0, shape.Size).Select(i => key.Below(2, i + 100));
        return key.Bernoulli(0.3, 3)
            ? new(loss, output, Indices.From(shape, [.. bits]))
            : new(loss, output, Tensor<double>.From(shape, [.. bits.Select((bit, i) => key.Bernoulli(0.5, 4) ? bit : key.Below(9, i + 200) / 8.0)]));
    }
}
