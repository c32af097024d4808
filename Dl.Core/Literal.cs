using System.Globalization;

namespace Dl.Core;

/// <summary>Numbers as C# source that reads back to the same bits.</summary>
public static class Literal
{
    /// <summary>The C# name of a scalar type: <c>float</c>, <c>double</c>, <c>Dual&lt;double&gt;</c>.</summary>
    public static string Name<T>() =>
        typeof(T) == typeof(float) ? "float" : typeof(T) == typeof(double) ? "double" :
        typeof(T).IsGenericType ? $"Dual<{(typeof(T).GenericTypeArguments[0] == typeof(float) ? "float" : typeof(T).GenericTypeArguments[0] == typeof(double) ? "double" : typeof(T).GenericTypeArguments[0].Name)}>" : typeof(T).Name;

    /// <summary>One number as C# source.</summary>
    public static string Of<T>(T value) where T : struct, IFloatingPointIeee754<T> =>
        T.IsNaN(value) ? $"{Name<T>()}.NaN"
        : T.IsPositiveInfinity(value) ? $"{Name<T>()}.PositiveInfinity"
        : T.IsNegativeInfinity(value) ? $"{Name<T>()}.NegativeInfinity"
        : value switch
        {
            float single => single.ToString("R", CultureInfo.InvariantCulture) + "f",
            double wide => Suffixed(wide.ToString("R", CultureInfo.InvariantCulture)),
            _ => value.ToString(null, CultureInfo.InvariantCulture),
        };

    // -0 written as an integer literal would lose its sign.
    static string Suffixed(string digits) => digits == "-0" ? "-0.0" : digits;
}
