namespace Dl.Functional;

/// <summary>What becomes of the losses of the items of a batch.</summary>
public enum Reduce
{
    /// <summary>Their mean: the loss of training.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Each for itself.</summary>
    None,
}

/// <summary>How wrong a network is. F# records implement this interface; C# records derive from <see cref="Loss"/>.</summary>
public interface ILoss
{
    /// <summary>The name in tables and errors.</summary>
    string Name { get; }

    /// <summary>The loss of a batch of outputs.</summary>
    /// <param name="output">What the network said; the first axis counts the items.</param>
    /// <param name="targets">What it should have said.</param>
    /// <exception cref="DlException">The targets do not fit the output or the loss.</exception>
    Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>The base of losses written in C#.</summary>
/// <param name="Name">The name in tables and errors.</param>
public abstract record Loss(string Name) : ILoss
{
    /// <summary>Cross entropy of logits against classes or distributions, averaged over the batch.</summary>
    public static CrossEntropy CrossEntropy { get; } = new();

    /// <summary>Mean of all squared errors.</summary>
    public static MeanSquaredError MeanSquaredError { get; } = new();

    /// <inheritdoc/>
    public abstract Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) where T : struct, IFloatingPointIeee754<T>;

    private protected static Diff<T, Var<T>> Reduced<T>(Reduce reduction, Var<T> each) where T : struct, IFloatingPointIeee754<T> => reduction switch
    {
        Reduce.Mean => Ops.Mean(each),
        Reduce.Sum => Ops.Sum(each),
        _ => Diff.Return<T, Var<T>>(each),
    };
}

/// <summary>A loss with an output and targets that it takes: what the laws run on.</summary>
public sealed record LossExample(ILoss Loss, Tensor<double> Output, Targets<double> Targets);
