using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// The register tile of <see cref="Planar{T,V,L}"/>: R vectors below each other, <c>to[r] (+)= sum over channels c, columns j, rows i &lt; H of w[c, j, i] x[c, r + i, j]</c>. The R + H - 1
/// vectors of the source are loaded once for R H multiply-adds.
/// </summary>
internal readonly unsafe struct ColumnTile<T, V, L> : IColumnTile<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    /// <summary>The rows of taps that a tile takes at most.</summary>
    public static int Most => L.Rows == 8 ? 7 : 3;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<R, H>(in Column<T> column, int row, int tiles) where R : ISize where H : ISize
    {
        var (pitch, three, step, apart, toRow) = (column.Pitch, 3 * column.Pitch, column.Step, column.Apart, column.ToRow);
        var (channels, wide, add, whole, mask) = (column.Channels, column.Wide, column.Add, column.Lanes == L.Count, L.First(column.Lanes));
        var start = column.Start == null ? default : L.Load(column.Start);
        var x = column.X + row * pitch;
        var to = column.To + row * toRow;
        for (; tiles > 0; tiles--, x += R.Value * pitch, to += R.Value * toRow)
        {
            var c0 = start;
            var (c1, c2, c3, c4, c5, c6, c7) = (c0, c0, c0, c0, c0, c0, c0);
            var w = column.W;
            for (var channel = 0; channel < channels; channel++)
            {
                var a = x + channel * apart;
                var b = a + 4 * pitch;
                var c = b + 4 * pitch;
                var d = c + 4 * pitch;
                for (var j = wide; j > 0; j--, a += step, b += step, c += step, d += step, w += H.Value * L.Count)
                {
                    var x0 = L.Load(a);
                    var x1 = R.Value + H.Value > 2 ? L.Load(a + pitch) : default;
                    var x2 = R.Value + H.Value > 3 ? L.Load(a + 2 * pitch) : default;
                    var x3 = R.Value + H.Value > 4 ? L.Load(a + three) : default;
                    var x4 = R.Value + H.Value > 5 ? L.Load(b) : default;
                    var x5 = R.Value + H.Value > 6 ? L.Load(b + pitch) : default;
                    var x6 = R.Value + H.Value > 7 ? L.Load(b + 2 * pitch) : default;
                    var x7 = R.Value + H.Value > 8 ? L.Load(b + three) : default;
                    Add<R>(w, x0, x1, x2, x3, x4, x5, x6, x7, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                    var x8 = R.Value + H.Value > 9 ? L.Load(c) : default;
                    if (H.Value > 1) Add<R>(w + L.Count, x1, x2, x3, x4, x5, x6, x7, x8, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                    var x9 = R.Value + H.Value > 10 ? L.Load(c + pitch) : default;
                    if (H.Value > 2) Add<R>(w + 2 * L.Count, x2, x3, x4, x5, x6, x7, x8, x9, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                    var x10 = R.Value + H.Value > 11 ? L.Load(c + 2 * pitch) : default;
                    if (H.Value > 3) Add<R>(w + 3 * L.Count, x3, x4, x5, x6, x7, x8, x9, x10, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                    var x11 = R.Value + H.Value > 12 ? L.Load(c + three) : default;
                    if (H.Value > 4) Add<R>(w + 4 * L.Count, x4, x5, x6, x7, x8, x9, x10, x11, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                    var x12 = R.Value + H.Value > 13 ? L.Load(d) : default;
                    if (H.Value > 5) Add<R>(w + 5 * L.Count, x5, x6, x7, x8, x9, x10, x11, x12, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                    var x13 = R.Value + H.Value > 14 ? L.Load(d + pitch) : default;
                    if (H.Value > 6) Add<R>(w + 6 * L.Count, x6, x7, x8, x9, x10, x11, x12, x13, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                }
            }
            Put(to, c0, whole, mask, add);
            if (R.Value > 1) Put(to + toRow, c1, whole, mask, add);
            if (R.Value > 2) Put(to + 2 * toRow, c2, whole, mask, add);
            if (R.Value > 3) Put(to + 3 * toRow, c3, whole, mask, add);
            if (R.Value > 4) Put(to + 4 * toRow, c4, whole, mask, add);
            if (R.Value > 5) Put(to + 5 * toRow, c5, whole, mask, add);
            if (R.Value > 6) Put(to + 6 * toRow, c6, whole, mask, add);
            if (R.Value > 7) Put(to + 7 * toRow, c7, whole, mask, add);
        }
    }

    // A row of taps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add<R>(T* tap, V x0, V x1, V x2, V x3, V x4, V x5, V x6, V x7, ref V c0, ref V c1, ref V c2, ref V c3, ref V c4, ref V c5, ref V c6, ref V c7) where R : ISize
    {
        var w = L.Load(tap);
        c0 = L.MultiplyAdd(w, x0, c0);
        if (R.Value > 1) c1 = L.MultiplyAdd(w, x1, c1);
        if (R.Value > 2) c2 = L.MultiplyAdd(w, x2, c2);
        if (R.Value > 3) c3 = L.MultiplyAdd(w, x3, c3);
        if (R.Value > 4) c4 = L.MultiplyAdd(w, x4, c4);
        if (R.Value > 5) c5 = L.MultiplyAdd(w, x5, c5);
        if (R.Value > 6) c6 = L.MultiplyAdd(w, x6, c6);
        if (R.Value > 7) c7 = L.MultiplyAdd(w, x7, c7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(T* to, V sum, bool whole, V mask, bool add)
    {
        if (whole) L.Store(add ? Arithmetic<T, V>.Add(L.Load(to), sum) : sum, to);
        else L.Store(add ? Arithmetic<T, V>.Add(L.Load(to, mask), sum) : sum, to, mask);
    }
}
