namespace Dl.Functional;

/// <summary>
/// <c>(output - target)^2</c>, averaged over all numbers (not halved). Gradient 2 (output - target) / count.
/// PyTorch: <c>MSELoss</c>; Keras: <c>MeanSquaredError</c>; Optax: <c>squared_error</c>.
/// </summary>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record MeanSquaredError(Reduce Reduction = Reduce.Mean) : Loss("mean squared error")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        if (targets is not Targets<T>.Values values) throw new DlException("mean squared error takes numbers as targets, not class numbers; use cross entropy for classes");
        if (values.Numbers.Shape != output.Shape) throw new DlException($"mean squared error: outputs {output.Shape} need targets of that shape, not {values.Numbers.Shape}");
        return
            from error in Ops.Subtract(output, values.Numbers)
            from each in Ops.Multiply(error, error)
            from loss in Reduced(Reduction, each)
            select loss;
    }

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size)
    {
        var shape = Examples.Features(key, size).Batch(Examples.Size(key, size, 9));
        return new(new MeanSquaredError((Reduce)key.Below(3, 2)), Examples.Any(key.Child(1), shape), Examples.Any(key.Child(2), shape));
    }
}
