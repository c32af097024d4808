using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>What a column of the target is to a convolution: its sums, or the cotangent that the kernel's sums are made with.</summary>
internal unsafe interface IColumnUse<T, V> where T : unmanaged
{
    /// <summary>Whether the column is what is summed; else it is the kernel.</summary>
    static abstract bool IsSum { get; }

    /// <summary>A tap, a vector of the source and one of the column meet.</summary>
    static abstract void Meet(ref V tap, V source, ref V column);
}

/// <summary>The convolution: <c>to[r] (+)= sum over channels c, columns j, rows i of w[c, j, i] x[c, r + i, j]</c>.</summary>
internal readonly unsafe struct ColumnOfSums<T, V, L> : IColumnUse<T, V>
    where T : unmanaged
    where V : struct
    where L : ILanes<T, V>
{
    public static bool IsSum => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Meet(ref V tap, V source, ref V column) => column = L.MultiplyAdd(tap, source, column);
}

/// <summary>Its adjoint in the kernel: <c>w[c, j, i] += sum over rows r of to[r] x[c, r + i, j]</c>, lane by lane.</summary>
internal readonly unsafe struct ColumnOfCotangents<T, V, L> : IColumnUse<T, V>
    where T : unmanaged
    where V : struct
    where L : ILanes<T, V>
{
    public static bool IsSum => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Meet(ref V tap, V source, ref V column) => tap = L.MultiplyAdd(column, source, tap);
}

/// <summary>
/// The register tile of <see cref="Planar{T,V,L}"/> and of <see cref="PlanarKernelGradient{T,V,L}"/>: R vectors of a column below each other stay in registers, and
/// the R + H - 1 vectors of the source that meet H rows of taps are loaded once for R H multiply-adds, in the order that the column tells.
/// </summary>
/// <remarks>
/// R chains of sums do not hide the latency of an addition, so that every other row of taps has chains of its own. What lies beyond the last lane is not read: it is zeros in the column and in the source.
/// </remarks>
internal static unsafe class ColumnTile<T, V, L, U, E, O>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
    where U : IColumnUse<T, V>
    where E : IEdge
    where O : IChoice
{
    /// <summary>So many tiles below each other, from the given row of the column on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<R, H>(in Column<T> column, int row, int tiles) where R : ISize where H : ISize
    {
        var (mask, numbers) = E.Cut ? (L.First(column.Lanes), L.First(column.Numbers)) : default;
        var order = O.Made ? L.Load(column.Order) : default;
        var (pitch, three, step, apart, toRow) = (column.Pitch, 3 * column.Pitch, column.Step, column.Apart, column.ToRow);
        var (channels, wide, add) = (column.Channels, column.Wide, column.Add);
        var start = column.Start == null ? default : L.Load(column.Start);
        var x = column.X + row * pitch;
        var to = column.To + row * toRow;
        for (; tiles > 0; tiles--, x += R.Value * pitch, to += R.Value * toRow)
        {
            V c0 = start, c1 = start, c2 = start, c3 = start, c4 = start, c5 = start, c6 = start, c7 = start;
            V d0 = default, d1 = default, d2 = default, d3 = default, d4 = default, d5 = default, d6 = default, d7 = default;
            if (!U.IsSum)
            {
                VectorColumn<T, V, L, E>.Read<R>(to, toRow, mask, out c0, out c1, out c2, out c3, out c4, out c5, out c6, out c7);
                (d0, d1, d2, d3, d4, d5, d6, d7) = (c0, c1, c2, c3, c4, c5, c6, c7);
            }
            var w = column.W;
            for (var channel = 0; channel < channels; channel++)
            {
                var a = x + channel * apart;
                var b = a + 4 * pitch;
                var c = b + 4 * pitch;
                var d = c + 4 * pitch;
                for (var j = wide; j > 0; j--, a += step, b += step, c += step, d += step, w += H.Value * L.Count)
                {
                    var x0 = Read(a, numbers, order);
                    var x1 = R.Value + H.Value > 2 ? Read(a + pitch, numbers, order) : default;
                    var x2 = R.Value + H.Value > 3 ? Read(a + 2 * pitch, numbers, order) : default;
                    var x3 = R.Value + H.Value > 4 ? Read(a + three, numbers, order) : default;
                    var x4 = R.Value + H.Value > 5 ? Read(b, numbers, order) : default;
                    var x5 = R.Value + H.Value > 6 ? Read(b + pitch, numbers, order) : default;
                    var x6 = R.Value + H.Value > 7 ? Read(b + 2 * pitch, numbers, order) : default;
                    var x7 = R.Value + H.Value > 8 ? Read(b + three, numbers, order) : default;
                    Meet<R>(w, x0, x1, x2, x3, x4, x5, x6, x7, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                    var x8 = R.Value + H.Value > 9 ? Read(c, numbers, order) : default;
                    if (H.Value > 1) Meet<R>(w + L.Count, x1, x2, x3, x4, x5, x6, x7, x8, ref d0, ref d1, ref d2, ref d3, ref d4, ref d5, ref d6, ref d7);
                    var x9 = R.Value + H.Value > 10 ? Read(c + pitch, numbers, order) : default;
                    if (H.Value > 2) Meet<R>(w + 2 * L.Count, x2, x3, x4, x5, x6, x7, x8, x9, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                    var x10 = R.Value + H.Value > 11 ? Read(c + 2 * pitch, numbers, order) : default;
                    if (H.Value > 3) Meet<R>(w + 3 * L.Count, x3, x4, x5, x6, x7, x8, x9, x10, ref d0, ref d1, ref d2, ref d3, ref d4, ref d5, ref d6, ref d7);
                    var x11 = R.Value + H.Value > 12 ? Read(c + three, numbers, order) : default;
                    if (H.Value > 4) Meet<R>(w + 4 * L.Count, x4, x5, x6, x7, x8, x9, x10, x11, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                    var x12 = R.Value + H.Value > 13 ? Read(d, numbers, order) : default;
                    if (H.Value > 5) Meet<R>(w + 5 * L.Count, x5, x6, x7, x8, x9, x10, x11, x12, ref d0, ref d1, ref d2, ref d3, ref d4, ref d5, ref d6, ref d7);
                    var x13 = R.Value + H.Value > 14 ? Read(d + pitch, numbers, order) : default;
                    if (H.Value > 6) Meet<R>(w + 6 * L.Count, x6, x7, x8, x9, x10, x11, x12, x13, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                }
            }
            if (!U.IsSum) continue;
            (c0, c1, c2, c3) = (Sum(c0, d0), Sum(c1, d1), Sum(c2, d2), Sum(c3, d3));
            (c4, c5, c6, c7) = (Sum(c4, d4), Sum(c5, d5), Sum(c6, d6), Sum(c7, d7));
            if (add)
            {
                VectorColumn<T, V, L, E>.Read<R>(to, toRow, mask, out d0, out d1, out d2, out d3, out d4, out d5, out d6, out d7);
                (c0, c1, c2, c3) = (Sum(d0, c0), Sum(d1, c1), Sum(d2, c2), Sum(d3, c3));
                (c4, c5, c6, c7) = (Sum(d4, c4), Sum(d5, c5), Sum(d6, c6), Sum(d7, c7));
            }
            VectorColumn<T, V, L, E>.Write<R>(to, toRow, mask, c0, c1, c2, c3, c4, c5, c6, c7);
        }
    }

    // Half a vector seldom straddles two lines of the cache: in order whole vectors take 74 us where halves take 63, 5 x 5 taps with 6 channels on one core of a Zen 5.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Read(T* from, V numbers, V order)
    {
        if (!O.Made) return VectorColumn<T, V, L, E>.Read(from, numbers);
        return Arithmetic<T, V>.Pick(E.Cut ? L.Load(from, numbers) : Arithmetic<T, V>.Half(from), order);
    }

    // A row of taps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Meet<R>(T* tap, V x0, V x1, V x2, V x3, V x4, V x5, V x6, V x7, ref V c0, ref V c1, ref V c2, ref V c3, ref V c4, ref V c5, ref V c6, ref V c7) where R : ISize
    {
        var w = L.Load(tap);
        U.Meet(ref w, x0, ref c0);
        if (R.Value > 1) U.Meet(ref w, x1, ref c1);
        if (R.Value > 2) U.Meet(ref w, x2, ref c2);
        if (R.Value > 3) U.Meet(ref w, x3, ref c3);
        if (R.Value > 4) U.Meet(ref w, x4, ref c4);
        if (R.Value > 5) U.Meet(ref w, x5, ref c5);
        if (R.Value > 6) U.Meet(ref w, x6, ref c6);
        if (R.Value > 7) U.Meet(ref w, x7, ref c7);
        if (!U.IsSum) L.Store(w, tap);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Sum(V left, V right) => Arithmetic<T, V>.Add(left, right);
}
