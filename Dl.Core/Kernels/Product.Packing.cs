using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>Brings one panel of B into a row: k rows of one to three vectors, beyond the last column zeros.</summary>
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
        for (var p = 0; p < k; p++, to += width)
        {
            var row = from.Start + p * from.Row;
            for (var j = 0; j < whole; j += L.Count)
                L.Store(L.Load(row + j), to + j);
            if (whole < width)
                L.Store(L.Load(row + whole, mask), to + whole);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transposed(Strided<T> from, T* to, int k, int columns, int width)
    {
        for (var p = 0; p < k; p++)
        {
            for (var j = 0; j < columns; j++)
                to[p * width + j] = from.Start[j * from.Column + p];
            for (var j = columns; j < width; j++)
                to[p * width + j] = default;
        }
    }
}
