using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dl.Core;

/// <summary>The sum of the squares of floats in double precision, shared by the workers, in an order that depends on the length alone.</summary>
internal static class Squares
{
    // Numbers to a part of the work.
    const int Piece = 1 << 14;

    /// <summary>The sum; T must be float.</summary>
    public static double Of<T>(ReadOnlySpan<T> x) where T : struct
    {
        var floats = MemoryMarshal.Cast<T, float>(x);
        if (floats.Length <= Piece) return Part(floats);
        Span<double> parts = new double[(floats.Length + Piece - 1) / Piece];
        Shared(floats, parts);
        var sum = 0.0;
        foreach (var part in parts) sum += part;
        return sum;
    }

    static unsafe void Shared(ReadOnlySpan<float> x, Span<double> parts)
    {
        fixed (float* start = x)
            Sharing.Run(parts, parts.Length, (Start: (nint)start, x.Length), static (into, s, part) =>
                into[part] = Part(new((float*)s.Start + part * Piece, Math.Min(Piece, s.Length - part * Piece))));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Part(ReadOnlySpan<float> x)
    {
        var (a, b) = (Vector<double>.Zero, Vector<double>.Zero);
        var whole = x.Length - x.Length % Vector<float>.Count;
        foreach (var numbers in MemoryMarshal.Cast<float, Vector<float>>(x[..whole]))
        {
            Vector.Widen(numbers, out var low, out var high);
            a += low * low;
            b += high * high;
        }
        var sum = Vector.Sum(a + b);
        foreach (var number in x[whole..]) sum += (double)number * number;
        return sum;
    }
}
