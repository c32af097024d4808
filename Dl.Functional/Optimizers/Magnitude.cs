namespace Dl.Functional;

/// <summary>A Euclidean norm that neither overflows nor underflows: the norm of the numbers in units of a power of two near the
/// largest of them. Summed in an order that depends on the length alone.</summary>
/// <param name="Scaled">The norm in that unit; not finite where a number is not.</param>
/// <param name="Unit">The unit.</param>
readonly record struct Magnitude(double Scaled, double Unit)
{
    const int Piece = 1024;

    /// <summary>The norm; infinite where it has no double.</summary>
    public double Value => Scaled * Unit;

    /// <summary>The norm of a tensor.</summary>
    public static Magnitude Of<T>(Tensor<T> x) where T : struct, IFloatingPointIeee754<T> => Of(x.Span);

    /// <summary>The norm of some numbers.</summary>
    public static Magnitude Of<T>(ReadOnlySpan<T> x) where T : struct, IFloatingPointIeee754<T>
    {
        // No square of a float, and no sum of them, leaves the range of double.
        if (typeof(T) == typeof(float)) return Squares.Of(x) is var squares && double.IsFinite(squares) ? new(Math.Sqrt(squares), 1) : new(double.NaN, 1);
        if (x.Length == 0) return new(0, 1);
        var largest = double.CreateTruncating(TensorPrimitives.MaxMagnitude(x));
        if (largest == 0) return new(0, 1);
        if (!double.IsFinite(largest)) return new(double.NaN, 1);
        var unit = Math.ScaleB(1, Math.Max(Math.ILogB(largest), -1000));
        var sum = 0.0;
        for (var start = 0; start < x.Length; start += Piece)
        {
            var part = 0.0;
            foreach (var element in x[start..Math.Min(start + Piece, x.Length)])
            {
                var number = double.CreateTruncating(element) * (1 / unit);
                part += number * number;
            }
            sum += part;
        }
        return new(Math.Sqrt(sum), unit);
    }

    /// <summary>By what to multiply so that the norm is at most <paramref name="most"/>: 1 where it is already, NaN where it is not finite.</summary>
    public double Within(double most)
    {
        var bound = most / Unit;
        return Scaled <= bound ? 1 : bound / Scaled;
    }
}
