namespace Dl.Functional;

/// <summary>
/// Minus the logarithm of the probability of the target's class, for outputs that are logarithms of probabilities already: the output of <see cref="LogSoftmax"/>.
/// Against class numbers or distributions. <see cref="CrossEntropy"/> is this of the log softmax. PyTorch: <c>NLLLoss</c>; Keras, Optax: -.
/// </summary>
/// <param name="Weights">How much each class counts; none for all alike.</param>
/// <param name="Ignored">Class numbers that stand for "no label".</param>
/// <param name="Reduction">Mean over the batch by default, weighted where there are weights.</param>
public sealed record NegativeLogLikelihood(Many<double> Weights, Many<int> Ignored, Reduce Reduction = Reduce.Mean) : Loss("negative log likelihood"), IReduced
{
    /// <summary>All classes alike, nothing ignored.</summary>
    public NegativeLogLikelihood(Reduce reduction = Reduce.Mean) : this([], [], reduction) { }

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("input", "logarithms of probabilities", "same", "-", "-")];

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) => CrossEntropy.Of(new(Weights, Ignored, 0, Reduction), Name, output, targets);

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size)
    {
        var drawn = CrossEntropy.Example(key, size);
        var loss = (CrossEntropy)drawn.Loss;
        return drawn with { Loss = new NegativeLogLikelihood(loss.Weights, loss.Ignored, loss.Reduction) };
    }
}
