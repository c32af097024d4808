namespace Dl.Functional;

/// <summary>How numbers of mean zero and a given variance are spread.</summary>
public enum Distribution
{
    /// <summary>Uniform in [-l, l), where l^2 / 3 is the variance.</summary>
    Uniform,

    /// <summary>Normal.</summary>
    Normal,

    /// <summary>Normal, without what lies beyond two deviations of it; the variance is that of what is left.</summary>
    TruncatedNormal,
}

static class Distributions
{
    /// <summary>Numbers of mean zero and the given variance.</summary>
    public static Tensor<T> Draw<T>(this Distribution distribution, Key key, Shape shape, double variance) where T : struct, IFloatingPointIeee754<T> => distribution switch
    {
        Distribution.Uniform => key.Uniform<T>(shape, -Math.Sqrt(3 * variance), Math.Sqrt(3 * variance)),
        Distribution.Normal => key.Normal<T>(shape, 0, Math.Sqrt(variance)),
        _ => Truncation.Draw<T>(key, shape, Math.Sqrt(variance), 2),
    };

    /// <summary>How far they may lie from zero.</summary>
    public static double Limit(this Distribution distribution, double variance) => distribution switch
    {
        Distribution.Uniform => Math.Sqrt(3 * variance),
        Distribution.Normal => double.PositiveInfinity,
        _ => Truncation.Limit(Math.Sqrt(variance), 2),
    };

    /// <summary>One of them, for examples.</summary>
    public static Distribution Any(Key key) => (Distribution)key.Below(3, 0);
}
