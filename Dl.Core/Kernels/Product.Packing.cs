using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

/// <summary>Brings a panel of B, or a strip of A, into one piece: k rows of some vectors, beyond the last column zeros.</summary>
internal static unsafe class Packing<T, V, L>
    where T : unmanaged
    where V : struct
    where L : ILanes<T, V>
{
    public static void Copy(Strided<T> from, T* to, int k, int columns, int width)
    {
        if (from.Column == 1)
            Rows(from, to, k, columns, width);
        else
            Transposed(from, to, k, columns, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows(Strided<T> from, T* to, int k, int columns, int width)
    {
        var whole = columns / L.Count * L.Count;
        var mask = L.First(columns - whole);
        var room = L.First(Math.Min(width - whole, L.Count));
        for (var p = 0; p < k; p++, to += width)
        {
            var row = from.Start + p * from.Row;
            for (var j = 0; j < whole; j += L.Count)
                L.Store(L.Load(row + j), to + j);
            if (whole < width)
                L.Store(L.Load(row + whole, mask), to + whole, room);
        }
    }

    private static void Transposed(Strided<T> from, T* to, int k, int columns, int width)
    {
        Transpose(from, to, k, columns, width);
        if (columns == width) return;
        for (var p = 0; p < k; p++)
            new Span<T>(to + p * width + columns, width - columns).Clear();
    }

    /// <summary>The columns of k numbers as rows so far from each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(Strided<T> from, T* to, int k, int columns, nint width)
    {
        var side = Avx.IsSupported ? Vector256<T>.Count : int.MaxValue;
        var j = 0;
        for (; j + side <= columns; j += side)
        {
            var p = 0;
            for (; p + side / 2 <= k; p += side / 2)
                Square(from.Start + j * from.Column + p, from.Column, to + p * width + j, width);
            for (; p < k; p++)
                for (var i = j; i < j + side; i++)
                    to[p * width + i] = from.Start[i * from.Column + p];
        }

        for (var p = 0; p < k; p++)
            for (var i = j; i < columns; i++)
                to[p * width + i] = from.Start[i * from.Column + p];
    }

    // Four columns of eight floats, or two of four doubles: the two halves of a vector are loaded from rows half a vector apart,
    // so that no shuffle crosses them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(T* from, nint row, T* to, nint width)
    {
        if (typeof(T) == typeof(float))
        {
            var x = (float*)from;
            var y = (float*)to;
            var a = Vector256.Create(Vector128.Load(x), Vector128.Load(x + 4 * row));
            var b = Vector256.Create(Vector128.Load(x + row), Vector128.Load(x + 5 * row));
            var c = Vector256.Create(Vector128.Load(x + 2 * row), Vector128.Load(x + 6 * row));
            var d = Vector256.Create(Vector128.Load(x + 3 * row), Vector128.Load(x + 7 * row));
            var (ab, cd) = (Avx.UnpackLow(a, b), Avx.UnpackLow(c, d));
            Avx.Shuffle(ab, cd, 0x44).Store(y);
            Avx.Shuffle(ab, cd, 0xEE).Store(y + width);
            (ab, cd) = (Avx.UnpackHigh(a, b), Avx.UnpackHigh(c, d));
            Avx.Shuffle(ab, cd, 0x44).Store(y + 2 * width);
            Avx.Shuffle(ab, cd, 0xEE).Store(y + 3 * width);
        }
        else
        {
            var x = (double*)from;
            var y = (double*)to;
            var a = Vector256.Create(Vector128.Load(x), Vector128.Load(x + 2 * row));
            var b = Vector256.Create(Vector128.Load(x + row), Vector128.Load(x + 3 * row));
            Avx.UnpackLow(a, b).Store(y);
            Avx.UnpackHigh(a, b).Store(y + width);
        }
    }
}
