namespace Dl.Functional;

/// <summary>How many inputs reach one output of a weight, and how many outputs one input reaches.</summary>
public readonly record struct Fans(int In, int Out);

/// <summary>How a weight is drawn at the start: mean zero, and a variance that follows from the fans.</summary>
public interface IInitialiser
{
    /// <summary>The variance of each number. Law: that of what is drawn, within 6 sigma.</summary>
    double Variance(Fans fans);

    /// <summary>A weight of the given shape; element i depends on (key, i) alone.</summary>
    Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T>;
}

static class Scaled
{
    /// <summary>Numbers of mean zero and the given variance; a uniform distribution on [-l, l) has variance l^2 / 3.</summary>
    public static Tensor<T> Draw<T>(Key key, Shape shape, double variance, bool normal) where T : struct, IFloatingPointIeee754<T> => normal
        ? key.Normal<T>(shape, 0, Math.Sqrt(variance))
        : key.Uniform<T>(shape, -Math.Sqrt(3 * variance), Math.Sqrt(3 * variance));
}
