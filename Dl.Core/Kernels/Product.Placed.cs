using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Dl.Core;

/// <summary>A matrix inside a span: element (i, j) lies at <c>Start + i * Row + j * Column</c>.</summary>
internal readonly record struct Placed(int Start, int Row, int Column = 1)
{
    /// <summary>Whether a matrix with so many rows and columns lies inside so many elements.</summary>
    public bool Fits(int rows, int columns, int length) =>
        Start >= 0 && Row >= 0 && Column >= 0 && Start + (rows - 1) * (long)Row + (columns - 1) * (long)Column < length;
}

/// <summary>Matrix products of parts of larger arrays: the loops that convolutions are made of.</summary>
internal static class Products
{
    /// <summary><c>C += A B</c> with C of m x n: the tuned kernel where there is one for the scalar, and else plain loops.</summary>
    /// <remarks>Rows of A may overlap; those of C may not, and lie contiguous.</remarks>
    public static void Add<T>(ReadOnlySpan<T> a, Placed atA, ReadOnlySpan<T> b, Placed atB, Span<T> c, Placed atC, int m, int k, int n)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (m <= 0 || k <= 0 || n <= 0) return;
        if (Tuned.Product(a, atA, b, atB, c, atC, m, k, n)) return;
        for (var i = 0; i < m; i++)
        {
            var into = c.Slice(atC.Start + i * atC.Row, n);
            for (var p = 0; p < k; p++)
            {
                var factor = a[atA.Start + i * atA.Row + p * atA.Column];
                var row = atB.Start + p * atB.Row;
                if (atB.Column == 1) TensorPrimitives.MultiplyAdd(b.Slice(row, n), factor, into, into);
                else
                    for (var j = 0; j < n; j++) into[j] += factor * b[row + j * atB.Column];
            }
        }
    }
}

public static partial class Tuned
{
    /// <summary>The same product, added to C, of matrices that are parts of larger arrays. Its law is that of the whole ones.</summary>
    /// <returns>False, with C untouched, if T is neither <c>float</c> nor <c>double</c>.</returns>
    internal static bool Product<T>(ReadOnlySpan<T> a, Placed atA, ReadOnlySpan<T> b, Placed atB, Span<T> c, Placed atC, int m, int k, int n)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
            Inside(MemoryMarshal.Cast<T, float>(a), atA, MemoryMarshal.Cast<T, float>(b), atB, MemoryMarshal.Cast<T, float>(c), atC, m, k, n);
        else if (typeof(T) == typeof(double))
            Inside(MemoryMarshal.Cast<T, double>(a), atA, MemoryMarshal.Cast<T, double>(b), atB, MemoryMarshal.Cast<T, double>(c), atC, m, k, n);
        else
            return false;
        return true;
    }

    private static unsafe void Inside<T>(ReadOnlySpan<T> a, Placed atA, ReadOnlySpan<T> b, Placed atB, Span<T> c, Placed atC, int m, int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!atA.Fits(m, k, a.Length) || !atB.Fits(k, n, b.Length) || !atC.Fits(m, n, c.Length) || atC.Column != 1)
            throw new ArgumentException($"A product {m} x {k} by {k} x {n} at {atA}, {atB} and {atC} does not fit spans of {a.Length}, {b.Length} and {c.Length}.");
        fixed (T* pa = a, pb = b, pc = c)
            Dispatch(512, new Strided<T>(pa + atA.Start, atA.Row, atA.Column), new Strided<T>(pb + atB.Start, atB.Row, atB.Column), pc + atC.Start, atC.Row, m, k, n, true);
    }
}
