using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// The sums of the columns of a matrix of rows without gaps, in one pass over memory: the cotangent of a bias. Rows are cut into parts by their size alone and
/// the sums of parts meet in order, so that no bit depends on the threads.
/// </summary>
internal static class ColumnSums
{
    // Numbers to a part.
    const int Part = 1 << 14;

    /// <summary><c>into (+)= </c> the sums of as many columns as it has numbers; T must be float or double.</summary>
    public static unsafe void Of<T>(ReadOnlySpan<T> x, Span<T> into, bool add) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var columns = into.Length;
        var rows = x.Length / columns;
        var each = Math.Max(1, Part / columns);
        var parts = (rows + each - 1) / each;
        using var space = new Workspace<T>(parts * columns);
        fixed (T* start = x)
            Workers.Run(parts, (X: (nint)start, Sums: (nint)space.Start, rows, columns, each), static (s, part) =>
            {
                var first = part * s.each;
                Sum((T*)s.X + (nint)first * s.columns, Math.Min(s.each, s.rows - first), s.columns, (T*)s.Sums + part * s.columns);
            });
        for (var part = 0; part < parts; part++, add = true)
        {
            var sums = new ReadOnlySpan<T>(space.Start + part * columns, columns);
            if (add) TensorPrimitives.Add(into, sums, into);
            else sums.CopyTo(into);
        }
    }

    static unsafe void Sum<T>(T* x, int rows, int columns, T* into) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Wide<T>.IsSupported) Sum<T, Wide<T>>(x, rows, columns, into);
        else Sum<T, Lanes<T>>(x, rows, columns, into);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static unsafe void Sum<T, N>(T* x, int rows, int columns, T* into) where T : unmanaged, IBinaryFloatingPointIeee754<T> where N : unmanaged, ILane<N>
    {
        var lanes = sizeof(N) / sizeof(T);
        if (columns >= lanes)
        {
            var j = 0;
            for (; j + 4 * lanes <= columns; j += 4 * lanes) Four<T, N>(x + j, rows, columns, into + j);
            for (; j + lanes <= columns; j += lanes) One<T, N>(x + j, rows, columns, into + j);
            // The last vector shares columns with the one before, and has the same sums of them.
            if (j < columns) One<T, N>(x + columns - lanes, rows, columns, into + columns - lanes);
            return;
        }

        // So many rows that they fill whole vectors; each lane is then of one column throughout.
        var together = lanes / Common(columns, lanes);
        var (period, turns) = (together * columns, rows / together);
        var sums = stackalloc T[period];
        var at = 0;
        for (; at + 4 * lanes <= period; at += 4 * lanes) Four<T, N>(x + at, turns, period, sums + at);
        for (; at < period; at += lanes) One<T, N>(x + at, turns, period, sums + at);
        new Span<T>(into, columns).Clear();
        for (var i = 0; i < period; i += columns)
            for (var c = 0; c < columns; c++) into[c] += sums[i + c];
        for (var i = turns * period; i < rows * columns; i += columns)
            for (var c = 0; c < columns; c++) into[c] += x[i + c];
    }

    static int Common(int a, int b) => b == 0 ? a : Common(b, a % b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static unsafe void Four<T, N>(T* x, int rows, nint step, T* into) where T : unmanaged where N : unmanaged, ILane<N>
    {
        N a = default, b = default, c = default, d = default;
        for (; rows > 0; rows--, x += step)
        {
            var from = (N*)x;
            (a, b, c, d) = (a + from[0], b + from[1], c + from[2], d + from[3]);
        }
        var to = (N*)into;
        (to[0], to[1], to[2], to[3]) = (a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static unsafe void One<T, N>(T* x, int rows, nint step, T* into) where T : unmanaged where N : unmanaged, ILane<N>
    {
        N sum = default;
        for (; rows > 0; rows--, x += step) sum += *(N*)x;
        *(N*)into = sum;
    }
}
