using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// The cotangent of the kernel where filters are few: images and cotangents as planes, <c>w[k, f] = sum over pixels of x[k, pixel] g[f, pixel]</c> with pixels side by
/// side in a vector, whose lanes are added up at the very end.
/// </summary>
/// <remarks>The images are cut into segments by the shape alone; each has sums of its own, and these meet in ascending order.</remarks>
internal static unsafe class PlanarKernelGradient<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    // Bytes of the sums of all segments, at most; bytes of planes at a time; multiply-adds of a segment, at least.
    const long Sums = 1 << 23;
    const int Near = 1 << 18;
    const long Grain = 1 << 19;

    sealed record Work(ConvShape Shape, nint X, nint G, nint Sums, int Segments, int Lines)
    {
        public int Vectors => Shape.KernelSize * L.Count;

        public int First(int segment) => (int)((long)segment * Shape.Items / Segments);
    }

    /// <summary>Whether it is the kernel for a shape: where the convolution itself goes by planes, and a row fills a vector.</summary>
    public static bool Suits(ConvShape shape) => Planar<T, V, L>.Suits(shape, false) && shape.Columns.Output >= L.Count;

    /// <summary><c>w (+)= </c> the cotangent.</summary>
    public static void Run(ConvShape shape, T* x, T* g, T* w, bool add)
    {
        var cost = shape.RowCost * shape.Rows.Output * shape.Items;
        var most = Math.Min(cost / Grain, Sums / ((long)shape.KernelSize * L.Count * sizeof(T)));
        var segments = (int)Math.Clamp(Math.Min(most, shape.Items), 1, 16);
        var wide = (shape.Columns.Output + (shape.Columns.Size - 1) * shape.Columns.Dilation) * sizeof(T);
        var lines = Math.Clamp(Near / (wide * (shape.Channels + shape.Filters)) - shape.Rows.Size * shape.Rows.Dilation, 1, shape.Rows.Output);
        using var space = new Workspace<T>(segments * shape.KernelSize * L.Count);
        var work = new Work(shape, (nint)x, (nint)g, (nint)space.Start, segments, lines);
        Workers.Run(segments, work, static (work, segment) => Segment(work, segment));
        Meet(work, w, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Segment(Work work, int segment)
    {
        var shape = work.Shape;
        var (high, wide, down, across) = (shape.Rows.Size, shape.Columns.Size, shape.Rows.Dilation, shape.Columns.Dilation);
        var (input, output) = (shape.Inputs, shape.Outputs);
        var pitch = output.Columns + (wide - 1) * across;
        var inApart = Planes<T, V, L>.Apart(work.Lines + (high - 1) * down, pitch, (wide - 1) * across);
        var outApart = Planes<T, V, L>.Apart(work.Lines, output.Columns, 0);
        using var space = new Workspace<T>(input.Channels * inApart + output.Channels * outApart + Interleaving<T, V, L>.Size(input.Channels) + Interleaving<T, V, L>.Size(output.Channels));
        var x = space.Start;
        var g = x + input.Channels * inApart;
        var orders = g + output.Channels * outApart;
        var (ofX, ofG) = (Interleaving<T, V, L>.Apart(input.Channels, orders), Interleaving<T, V, L>.Apart(output.Channels, orders + Interleaving<T, V, L>.Size(input.Channels)));
        var sums = (T*)work.Sums + (nint)segment * work.Vectors;
        new Span<T>(sums, work.Vectors).Clear();
        for (var item = work.First(segment); item < work.First(segment + 1); item++)
            for (var first = 0; first < output.Rows; first += work.Lines)
            {
                var rows = Math.Min(work.Lines, output.Rows - first);
                Planes<T, V, L>.Read(input, (T*)work.X, item, first - shape.Rows.Before, rows + (high - 1) * down, shape.Columns.Before, pitch, ofX, x, inApart);
                Planes<T, V, L>.Read(output, (T*)work.G, item, first, rows, 0, output.Columns, ofG, g, outApart);
                var pixels = new Pixels(rows, output.Columns, output.Columns, pitch);
                for (var c = 0; c < input.Channels; c++)
                    for (var i = 0; i < high; i++)
                        Taps(pixels, g, outApart, output.Channels, x + c * inApart + i * down * pitch, across, wide, sums + (c * high + i) * wide * L.Count, shape.Rows.Size * wide * input.Channels * L.Count);
            }
    }

    // All filters, six or fewer at a time, and all taps of a row, three or fewer at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Taps(Pixels pixels, T* g, nint gApart, int filters, T* x, int across, int taps, T* sums, nint filter)
    {
        var blocks = (filters + 5) / 6;
        for (var block = 0; block < blocks; block++)
        {
            var (first, end) = (block * filters / blocks, (block + 1) * filters / blocks);
            for (int tap = 0, some; tap < taps; tap += some)
            {
                some = Math.Min(3, taps - tap);
                var a = g + first * gApart;
                var b = x + tap * across;
                var c = sums + first * filter + tap * L.Count;
                if (some == 3) Rows<Three>(pixels, a, gApart, end - first, b, across, c, filter);
                else if (some == 2) Rows<Two>(pixels, a, gApart, end - first, b, across, c, filter);
                else Rows<One>(pixels, a, gApart, end - first, b, across, c, filter);
            }
        }
    }

    static void Rows<N>(Pixels pixels, T* a, nint aRow, int rows, T* b, int bStep, T* c, nint cRow) where N : ISize
    {
        switch (rows)
        {
            case 6: LaneTile<T, V, L, N>.Run<Six>(pixels, a, aRow, b, bStep, c, cRow); break;
            case 5: LaneTile<T, V, L, N>.Run<Five>(pixels, a, aRow, b, bStep, c, cRow); break;
            case 4: LaneTile<T, V, L, N>.Run<Four>(pixels, a, aRow, b, bStep, c, cRow); break;
            case 3: LaneTile<T, V, L, N>.Run<Three>(pixels, a, aRow, b, bStep, c, cRow); break;
            case 2: LaneTile<T, V, L, N>.Run<Two>(pixels, a, aRow, b, bStep, c, cRow); break;
            default: LaneTile<T, V, L, N>.Run<One>(pixels, a, aRow, b, bStep, c, cRow); break;
        }
    }

    // Segment by segment, then lane by lane; the sums are (filter, channel, row, column), the kernel (row, column, channel, filter).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Meet(Work work, T* w, bool add)
    {
        var shape = work.Shape;
        var taps = shape.Rows.Size * shape.Columns.Size;
        for (var i = 0; i < shape.KernelSize; i++)
        {
            var vector = L.Load((T*)work.Sums + i * L.Count);
            for (var segment = 1; segment < work.Segments; segment++)
                vector = Arithmetic<T, V>.Add(vector, L.Load((T*)work.Sums + (nint)segment * work.Vectors + i * L.Count));
            L.Store(vector, (T*)work.Sums + i * L.Count);
            var sum = ((T*)work.Sums)[i * L.Count];
            for (var lane = 1; lane < L.Count; lane++) sum += ((T*)work.Sums)[i * L.Count + lane];
            var (filter, channel, tap) = (i / (taps * shape.Channels), i / taps % shape.Channels, i % taps);
            var into = w + tap * shape.Tap + channel * shape.Filters + filter;
            *into = add ? *into + sum : sum;
        }
    }
}

/// <summary>Rows of pixels of two planes: how many rows, how long they are, and from one to the next in each.</summary>
internal readonly struct Pixels(int rows, int columns, nint aPitch, nint bPitch)
{
    public readonly int Rows = rows;
    public readonly int Columns = columns;
    public readonly nint APitch = aPitch;
    public readonly nint BPitch = bPitch;
}

/// <summary>The register tile of sums lane by lane: <c>c[r, n] += sum over pixels of a[r, pixel] b[pixel + n step]</c>, R by N vectors. The last vector of a row is cut.</summary>
internal static unsafe class LaneTile<T, V, L, N>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
    where N : ISize
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<R>(Pixels pixels, T* a, nint aRow, T* b, nint bStep, T* c, nint cRow) where R : ISize
    {
        V c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default, c20 = default, c21 = default, c22 = default;
        V c30 = default, c31 = default, c32 = default, c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
        var whole = pixels.Columns / L.Count * L.Count;
        var mask = L.First(pixels.Columns - whole);
        for (var row = pixels.Rows; row > 0; row--, a += pixels.APitch, b += pixels.BPitch)
        {
            var low = a;
            var high = a + 3 * aRow;
            var end = a + whole;
            var x = b;
            for (; low < end; low += L.Count, high += L.Count, x += L.Count)
            {
                var x0 = L.Load(x);
                var x1 = N.Value > 1 ? L.Load(x + bStep) : default;
                var x2 = N.Value > 2 ? L.Load(x + 2 * bStep) : default;
                Add(L.Load(low), x0, x1, x2, ref c00, ref c01, ref c02);
                if (R.Value > 1) Add(L.Load(low + aRow), x0, x1, x2, ref c10, ref c11, ref c12);
                if (R.Value > 2) Add(L.Load(low + 2 * aRow), x0, x1, x2, ref c20, ref c21, ref c22);
                if (R.Value > 3) Add(L.Load(high), x0, x1, x2, ref c30, ref c31, ref c32);
                if (R.Value > 4) Add(L.Load(high + aRow), x0, x1, x2, ref c40, ref c41, ref c42);
                if (R.Value > 5) Add(L.Load(high + 2 * aRow), x0, x1, x2, ref c50, ref c51, ref c52);
            }

            if (whole == pixels.Columns) continue;
            var l0 = L.Load(x, mask);
            var l1 = N.Value > 1 ? L.Load(x + bStep, mask) : default;
            var l2 = N.Value > 2 ? L.Load(x + 2 * bStep, mask) : default;
            Add(L.Load(low, mask), l0, l1, l2, ref c00, ref c01, ref c02);
            if (R.Value > 1) Add(L.Load(low + aRow, mask), l0, l1, l2, ref c10, ref c11, ref c12);
            if (R.Value > 2) Add(L.Load(low + 2 * aRow, mask), l0, l1, l2, ref c20, ref c21, ref c22);
            if (R.Value > 3) Add(L.Load(high, mask), l0, l1, l2, ref c30, ref c31, ref c32);
            if (R.Value > 4) Add(L.Load(high + aRow, mask), l0, l1, l2, ref c40, ref c41, ref c42);
            if (R.Value > 5) Add(L.Load(high + 2 * aRow, mask), l0, l1, l2, ref c50, ref c51, ref c52);
        }

        Put(c, c00, c01, c02);
        if (R.Value > 1) Put(c + cRow, c10, c11, c12);
        if (R.Value > 2) Put(c + 2 * cRow, c20, c21, c22);
        if (R.Value > 3) Put(c + 3 * cRow, c30, c31, c32);
        if (R.Value > 4) Put(c + 4 * cRow, c40, c41, c42);
        if (R.Value > 5) Put(c + 5 * cRow, c50, c51, c52);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(V a, V b0, V b1, V b2, ref V c0, ref V c1, ref V c2)
    {
        c0 = L.MultiplyAdd(a, b0, c0);
        if (N.Value > 1) c1 = L.MultiplyAdd(a, b1, c1);
        if (N.Value > 2) c2 = L.MultiplyAdd(a, b2, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(T* to, V c0, V c1, V c2)
    {
        L.Store(Arithmetic<T, V>.Add(L.Load(to), c0), to);
        if (N.Value > 1) L.Store(Arithmetic<T, V>.Add(L.Load(to + L.Count), c1), to + L.Count);
        if (N.Value > 2) L.Store(Arithmetic<T, V>.Add(L.Load(to + 2 * L.Count), c2), to + 2 * L.Count);
    }
}
