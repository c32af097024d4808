using System.Globalization;

namespace Dl.Functional;

/// <summary>Where a number that is not finite arose.</summary>
public enum Origin
{
    /// <summary>It was in the inputs of the batch.</summary>
    Inputs,

    /// <summary>It was in the targets of the batch.</summary>
    Targets,

    /// <summary>It was in the parameters: the update of an earlier step made it.</summary>
    Parameters,

    /// <summary>An op made it of finite inputs, on the way forward.</summary>
    Value,

    /// <summary>The pullback of an op made it of a finite cotangent, on the way back.</summary>
    Slope,
}

/// <summary>The first number that is not finite in a training step.</summary>
/// <param name="Origin">Where it arose.</param>
/// <param name="Layer">The layer, <c>seq/2:softplus</c>; empty in the loss and its penalties. Of parameters the path of the leaf.</param>
/// <param name="Op">The op; empty where it was given.</param>
/// <param name="Value">The number: NaN or an infinity.</param>
public sealed record NonFinite(Origin Origin, string Layer, string Op, double Value)
{
    /// <summary>As a clause of one line: <c>op 'log' in layer seq/2:softplus gave NaN</c>.</summary>
    public override string ToString() => Origin switch
    {
        Origin.Inputs => $"the inputs of the batch hold {Number}",
        Origin.Targets => $"the targets of the batch hold {Number}",
        Origin.Parameters => $"parameter {Layer} holds {Number}, made by the update of an earlier step",
        Origin.Slope => $"the slope of op '{Op}' in {Place} gave {Number}",
        _ => $"op '{Op}' in {Place} gave {Number}",
    };

    string Number => Value.ToString(CultureInfo.InvariantCulture);

    string Place => Layer.Length == 0 ? "the loss" : $"layer {Layer}";

    /// <summary>What was not finite before anything was computed.</summary>
    internal static NonFinite? Given<T>(Learner<T> learner, Batch<T> batch) where T : struct, IFloatingPointIeee754<T>
    {
        if (First(batch.Inputs) is { } input) return new(Origin.Inputs, "", "", input);
        if (First(batch.Targets) is { } target) return new(Origin.Targets, "", "", target);
        foreach (var slot in learner.Form.Slots)
            if (First(slot.Of(learner.Vector)) is { } number) return new(Origin.Parameters, slot.Path, "", number);
        return null;
    }

    /// <summary>The first number of a tensor that is not finite; null if all are.</summary>
    internal static double? First<T>(Tensor<T> x) where T : struct, IFloatingPointIeee754<T> => First(x.Span);

    static double? First<T>(Targets<T> targets) where T : struct, IFloatingPointIeee754<T> => targets switch
    {
        Targets<T>.Values values => First(values.Numbers),
        Targets<T>.Several several => several.Parts.Select(First).FirstOrDefault(number => number is not null),
        _ => null,
    };

    static double? First<T>(ReadOnlySpan<T> x) where T : struct, IFloatingPointIeee754<T>
    {
        if (TensorPrimitives.IsFiniteAll(x)) return null;
        foreach (var number in x)
            if (!T.IsFinite(number)) return double.CreateTruncating(number);
        return null;
    }
}
