namespace Dl.Functional;

/// <summary>What becomes of the losses of the items of a batch.</summary>
public enum Reduce
{
    /// <summary>Their mean, weighted where the loss has weights: the loss of training.</summary>
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
public abstract partial record Loss(string Name) : ILoss
{
    /// <inheritdoc/>
    public abstract Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) where T : struct, IFloatingPointIeee754<T>;

    private protected static Diff<T, Var<T>> Reduced<T>(Reduce reduction, Var<T> each) where T : struct, IFloatingPointIeee754<T> => reduction switch
    {
        Reduce.Mean => Ops.Mean(each),
        Reduce.Sum => Ops.Sum(each),
        _ => Diff.Return<T, Var<T>>(each),
    };

    /// <summary>As <see cref="Reduced{T}(Reduce, Var{T})"/>, where each loss is multiplied by its weight already: their mean is over the sum of the
    /// weights, 0 where that is 0.</summary>
    private protected static Diff<T, Var<T>> Reduced<T>(Reduce reduction, Var<T> each, Tensor<T> weights) where T : struct, IFloatingPointIeee754<T> =>
        reduction != Reduce.Mean ? Reduced(reduction, each)
        : from sum in Ops.Sum(each)
          from mean in Ops.Scale(sum, double.CreateChecked(TensorPrimitives.Sum(weights.Span)) is var total && total > 0 ? 1 / total : 0)
          select mean;

    /// <summary>Targets that are numbers, one for each number of the output.</summary>
    private protected Tensor<T> Numbers<T>(Var<T> output, Targets<T> targets) where T : struct, IFloatingPointIeee754<T> => targets switch
    {
        Targets<T>.Values values when values.Numbers.Shape == output.Shape => values.Numbers,
        Targets<T>.Values values => throw new DlException($"{Name}: outputs {output.Shape} need targets of that shape, not {values.Numbers.Shape}"),
        Targets<T>.Labels => throw new DlException($"{Name} takes numbers as targets, not class numbers; use cross entropy for classes"),
        _ => throw new DlException($"{Name} takes numbers as targets, one for each number of the output"),
    };

    /// <summary>Numbers none of which is negative or NaN.</summary>
    private protected Tensor<T> NotNegative<T>(Tensor<T> numbers, string what) where T : struct, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < numbers.Shape.Size; i++)
            if (!(numbers.Span[i] >= T.Zero)) throw new DlException($"{Name}: {what} are not negative, but number {i} is {Literal.Of(numbers.Span[i])}");
        return numbers;
    }

    /// <summary>Targets of two parts.</summary>
    private protected (Targets<T> First, Targets<T> Second) Pair<T>(Targets<T> targets, string what) where T : struct, IFloatingPointIeee754<T> =>
        targets is Targets<T>.Several { Parts.Count: 2 } several
            ? (several.Parts[0], several.Parts[1])
            : throw new DlException($"{Name} takes two things about each item, {what}: give Targets.Of(..., ...)");
}

/// <summary>A loss with an output and targets that it takes: what the laws run on.</summary>
public sealed record LossExample(ILoss Loss, Tensor<double> Output, Targets<double> Targets);
