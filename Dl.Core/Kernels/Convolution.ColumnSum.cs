using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// The register tile of <see cref="PlanarKernelGradient{T,V,L}"/>, the adjoint of <see cref="ColumnTile{T,V,L}"/> in the kernel: <c>w[c, j, i] += sum over rows r &lt; R of to[r] x[c, r + i, j]</c>, lane by
/// lane, with the R vectors of the cotangent in registers throughout.
/// </summary>
internal readonly unsafe struct ColumnSum<T, V, L, E> : IColumnTile<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
    where E : IEdge
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<R, H>(in Column<T> column, int row, int tiles) where R : ISize where H : ISize
    {
        var mask = E.Cut ? L.First(column.Lanes) : default;
        var (pitch, three, step, apart, toRow) = (column.Pitch, 3 * column.Pitch, column.Step, column.Apart, column.ToRow);
        var (channels, wide) = (column.Channels, column.Wide);
        var x = column.X + row * pitch;
        var to = column.To + row * toRow;
        for (; tiles > 0; tiles--, x += R.Value * pitch, to += R.Value * toRow)
        {
            var g0 = Read(to, mask);
            var g1 = R.Value > 1 ? Read(to + toRow, mask) : default;
            var g2 = R.Value > 2 ? Read(to + 2 * toRow, mask) : default;
            var g3 = R.Value > 3 ? Read(to + 3 * toRow, mask) : default;
            var g4 = R.Value > 4 ? Read(to + 4 * toRow, mask) : default;
            var g5 = R.Value > 5 ? Read(to + 5 * toRow, mask) : default;
            var g6 = R.Value > 6 ? Read(to + 6 * toRow, mask) : default;
            var g7 = R.Value > 7 ? Read(to + 7 * toRow, mask) : default;
            var w = column.W;
            for (var channel = 0; channel < channels; channel++)
            {
                var a = x + channel * apart;
                var b = a + 4 * pitch;
                var c = b + 4 * pitch;
                var d = c + 4 * pitch;
                for (var j = wide; j > 0; j--, a += step, b += step, c += step, d += step, w += H.Value * L.Count)
                {
                    var x0 = Read(a, mask);
                    var x1 = R.Value + H.Value > 2 ? Read(a + pitch, mask) : default;
                    var x2 = R.Value + H.Value > 3 ? Read(a + 2 * pitch, mask) : default;
                    var x3 = R.Value + H.Value > 4 ? Read(a + three, mask) : default;
                    var x4 = R.Value + H.Value > 5 ? Read(b, mask) : default;
                    var x5 = R.Value + H.Value > 6 ? Read(b + pitch, mask) : default;
                    var x6 = R.Value + H.Value > 7 ? Read(b + 2 * pitch, mask) : default;
                    var x7 = R.Value + H.Value > 8 ? Read(b + three, mask) : default;
                    Add<R>(w, x0, x1, x2, x3, x4, x5, x6, x7, g0, g1, g2, g3, g4, g5, g6, g7);
                    var x8 = R.Value + H.Value > 9 ? Read(c, mask) : default;
                    if (H.Value > 1) Add<R>(w + L.Count, x1, x2, x3, x4, x5, x6, x7, x8, g0, g1, g2, g3, g4, g5, g6, g7);
                    var x9 = R.Value + H.Value > 10 ? Read(c + pitch, mask) : default;
                    if (H.Value > 2) Add<R>(w + 2 * L.Count, x2, x3, x4, x5, x6, x7, x8, x9, g0, g1, g2, g3, g4, g5, g6, g7);
                    var x10 = R.Value + H.Value > 11 ? Read(c + 2 * pitch, mask) : default;
                    if (H.Value > 3) Add<R>(w + 3 * L.Count, x3, x4, x5, x6, x7, x8, x9, x10, g0, g1, g2, g3, g4, g5, g6, g7);
                    var x11 = R.Value + H.Value > 12 ? Read(c + three, mask) : default;
                    if (H.Value > 4) Add<R>(w + 4 * L.Count, x4, x5, x6, x7, x8, x9, x10, x11, g0, g1, g2, g3, g4, g5, g6, g7);
                    var x12 = R.Value + H.Value > 13 ? Read(d, mask) : default;
                    if (H.Value > 5) Add<R>(w + 5 * L.Count, x5, x6, x7, x8, x9, x10, x11, x12, g0, g1, g2, g3, g4, g5, g6, g7);
                    var x13 = R.Value + H.Value > 14 ? Read(d + pitch, mask) : default;
                    if (H.Value > 6) Add<R>(w + 6 * L.Count, x6, x7, x8, x9, x10, x11, x12, x13, g0, g1, g2, g3, g4, g5, g6, g7);
                }
            }
        }
    }

    // A row of taps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add<R>(T* tap, V x0, V x1, V x2, V x3, V x4, V x5, V x6, V x7, V g0, V g1, V g2, V g3, V g4, V g5, V g6, V g7) where R : ISize
    {
        var w = L.MultiplyAdd(g0, x0, L.Load(tap));
        if (R.Value > 1) w = L.MultiplyAdd(g1, x1, w);
        if (R.Value > 2) w = L.MultiplyAdd(g2, x2, w);
        if (R.Value > 3) w = L.MultiplyAdd(g3, x3, w);
        if (R.Value > 4) w = L.MultiplyAdd(g4, x4, w);
        if (R.Value > 5) w = L.MultiplyAdd(g5, x5, w);
        if (R.Value > 6) w = L.MultiplyAdd(g6, x6, w);
        if (R.Value > 7) w = L.MultiplyAdd(g7, x7, w);
        L.Store(w, tap);
    }

    // Lanes beyond the last are zeros in both factors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Read(T* from, V mask) => E.Cut ? L.Load(from, mask) : L.Load(from);
}
