namespace Dl.Functional;

/// <summary>A loss that is never negative, and 0 where the output says what the targets say. Law S1.</summary>
public interface IDivergence : ILoss
{
    /// <summary>The output that says what the targets say.</summary>
    /// <param name="output">An output that the targets fit.</param>
    /// <param name="targets">The targets.</param>
    Tensor<T> Perfect<T>(Tensor<T> output, Targets<T> targets) where T : struct, IFloatingPointIeee754<T>;
}
