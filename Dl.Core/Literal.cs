using System.Globalization;

namespace Dl.Core;

/// <summary>Numbers as C# source that reads back to the same bits.</summary>
public static class Literal
{
    /// <summary>The C# name of a scalar type: <c>float</c>, <c>double</c>, <c>Dual&lt;double&gt;</c>.</summary>
    public static string Name<T>() where T : struct =>
        typeof(T) == typeof(double) ? "double" : typeof(T) == typeof(float) ? "float" : default(T) is IDual nested ? nested.Name : typeof(T).Name;

    /// <summary>One number as C# source.</summary>
    public static string Of<T>(T value) where T : struct, IFloatingPointIeee754<T> =>
        value is IDual ? value.ToString()!
        : T.IsNaN(value) ? $"{Name<T>()}.NaN"
        : T.IsInfinity(value) ? $"{Name<T>()}.{(T.IsPositive(value) ? "PositiveInfinity" : "NegativeInfinity")}"
        : T.IsZero(value) && T.IsNegative(value) ? $"{Name<T>()}.NegativeZero"
        : typeof(T) == typeof(float) ? value.ToString(null, CultureInfo.InvariantCulture) + "f"
        : typeof(T) == typeof(double) ? value.ToString(null, CultureInfo.InvariantCulture)
        : $"({Name<T>()}){value.ToString(null, CultureInfo.InvariantCulture)}";
}
