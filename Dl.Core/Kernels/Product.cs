using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

/// <summary>Kernels tuned to the machine, for the types it computes with; any other type is told no, and takes the plain loop.</summary>
public static partial class Tuned
{
    /// <summary>
    /// The matrix product <c>C = op(A) op(B)</c>, or <c>C += op(A) op(B)</c>, at the machine's speed for <c>float</c> and <c>double</c>.
    /// (BLAS: gemm.)
    /// </summary>
    /// <param name="a">m x k, or k x m if it is to be transposed; rows without gaps, as in all three.</param>
    /// <param name="aTransposed">Whether A is stored k x m.</param>
    /// <param name="b">k x n, or n x k if it is to be transposed.</param>
    /// <param name="bTransposed">Whether B is stored n x k.</param>
    /// <param name="c">m x n; must not overlap A or B.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="k">The length summed over; 0 makes a product of zeros.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="add">Whether to add to what C holds.</param>
    /// <returns>False, with C untouched, if T is neither <c>float</c> nor <c>double</c>.</returns>
    /// <remarks>
    /// Law: every element is <c>c = MultiplyAddEstimate(a[i, p], b[p, j], c)</c> for p = 0, 1, ..., k - 1, from 0 or from what C held: one
    /// rounding a step where the processor has a fused multiply-add. So no bit depends on the number of threads, on the other
    /// rows and columns of the matrices, on transposition, or on how k is cut in two calls of which the second adds.
    /// </remarks>
    public static bool Product<T>(
        ReadOnlySpan<T> a, bool aTransposed, ReadOnlySpan<T> b, bool bTransposed, Span<T> c, int m, int k, int n, bool add)
        where T : struct, IFloatingPointIeee754<T> =>
        Product(512, a, aTransposed, b, bTransposed, c, m, k, n, add);

    /// <summary>The same with vectors of at most <paramref name="width"/> bits. The width changes no bit of any result.</summary>
    internal static bool Product<T>(
        int width, ReadOnlySpan<T> a, bool aTransposed, ReadOnlySpan<T> b, bool bTransposed, Span<T> c, int m, int k, int n, bool add)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
            Dispatch(width, As<float>(a), aTransposed, As<float>(b), bTransposed, MemoryMarshal.Cast<T, float>(c), m, k, n, add);
        else if (typeof(T) == typeof(double))
            Dispatch(width, As<double>(a), aTransposed, As<double>(b), bTransposed, MemoryMarshal.Cast<T, double>(c), m, k, n, add);
        else
            return false;
        return true;

        static ReadOnlySpan<R> As<R>(ReadOnlySpan<T> span) where R : struct => MemoryMarshal.Cast<T, R>(span);
    }

    private static unsafe void Dispatch<T>(
        int width, ReadOnlySpan<T> a, bool aTransposed, ReadOnlySpan<T> b, bool bTransposed, Span<T> c, int m, int k, int n, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (m < 0 || k < 0 || n < 0 || a.Length < (long)m * k || b.Length < (long)k * n || c.Length < (long)m * n)
            throw new ArgumentException($"A product {m} x {k} by {k} x {n} does not fit spans of {a.Length}, {b.Length} and {c.Length}.");
        if (m == 0 || n == 0)
            return;
        if (k == 0)
        {
            if (!add)
                c[..(m * n)].Clear();
            return;
        }

        fixed (T* pa = a, pb = b, pc = c)
        {
            var (row, step) = aTransposed ? (1, m) : (k, 1);
            var left = new Strided<T>(pa, row, step);
            var right = bTransposed ? new Strided<T>(pb, 1, k) : new Strided<T>(pb, n, 1);

            Dispatch(width, left, right, pc, n, m, k, n, add);
        }
    }

    private static unsafe void Dispatch<T>(int width, Strided<T> a, Strided<T> b, T* c, nint row, int m, int k, int n, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Vector512.IsHardwareAccelerated is false where wide vectors lower the clock; in this kernel they win all the same.
        if (Avx512F.IsSupported && width >= 512)
            Blocks<T, Vector512<T>, Lanes512<T>>.Multiply(a, b, c, row, m, k, n, add);
        else if (Vector256.IsHardwareAccelerated && width >= 256)
            Blocks<T, Vector256<T>, Lanes256<T>>.Multiply(a, b, c, row, m, k, n, add);
        else
            Blocks<T, Vector128<T>, Lanes128<T>>.Multiply(a, b, c, row, m, k, n, add);
    }
}

/// <summary>Element (i, j) lies at <c>i * Row + j * Column</c>.</summary>
internal readonly unsafe struct Strided<T>(T* start, nint row, nint column) where T : unmanaged
{
    public readonly T* Start = start;
    public readonly nint Row = row;
    public readonly nint Column = column;
}
