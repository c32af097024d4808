namespace Dl.Functional;

/// <summary>How a weight is drawn at the start. F# and C# records implement it alike.</summary>
public interface IInitialiser
{
    /// <summary>The variance of each number. Law I1: that of what is drawn, within 6 sigma.</summary>
    double Variance(Fans fans);

    /// <summary>The mean of each number. Law I1.</summary>
    double Mean(Fans fans) => 0;

    /// <summary>How far a number may lie from the mean. Law I2: none lies farther, and uniform numbers come near.</summary>
    double Limit(Fans fans) => double.PositiveInfinity;

    /// <summary>A weight of the given shape. Law I6: the same key gives the same bits; element i depends on (key, i) alone, except for
    /// <see cref="Orthogonal"/>, whose numbers belong together.</summary>
    Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T>;
}
