using System.Runtime.CompilerServices;

namespace Dl.Core;

internal readonly struct Five : ISize { public static int Value => 5; }
internal readonly struct Six : ISize { public static int Value => 6; }
internal readonly struct Seven : ISize { public static int Value => 7; }

/// <summary>A stretch of the sum that a convolution is: so many steps through A and B from the given places.</summary>
internal readonly unsafe struct Strand<T>(T* a, T* b, int length) where T : unmanaged
{
    public readonly T* A = a;
    public readonly T* B = b;
    public readonly int Length = length;
}

/// <summary>How a tile walks: rows and steps of A, steps of B, rows of C; and whether C starts from 0.</summary>
internal readonly struct Walk(nint aRow, nint aStep, nint bStep, nint cRow, bool fresh)
{
    public readonly nint ARow = aRow;
    public readonly nint AStep = aStep;
    public readonly nint BStep = bStep;
    public readonly nint CRow = cRow;
    public readonly bool Fresh = fresh;
}

/// <summary>
/// Products whose sum is a list of strands: <c>c[r, f] (+)= sum over strands s, steps t of s.A[r, t] s.B[t, f]</c>. Taps of a kernel,
/// rows of an image and frequencies of a transform are all strands, so one register tile serves every convolution.
/// </summary>
internal static unsafe class Strands<T, V, L>
    where T : unmanaged
    where V : struct
    where L : ILanes<T, V>
{
    /// <summary>All rows of some vectors of C, the last of which may be cut, in tiles of nearly equal height.</summary>
    public static void Cover(Strand<T>* strands, int count, Walk walk, nint aAt, nint bAt, T* c, int rows, int vectors, int lanes)
    {
        for (var tiles = (rows + L.Rows - 1) / L.Rows; tiles > 0; tiles--)
        {
            var taken = (rows + tiles - 1) / tiles;
            if (vectors == 3) Rows<Three>(strands, count, walk, aAt, bAt, c, taken, lanes);
            else if (vectors == 2) Rows<Two>(strands, count, walk, aAt, bAt, c, taken, lanes);
            else Rows<One>(strands, count, walk, aAt, bAt, c, taken, lanes);
            rows -= taken;
            aAt += taken * walk.ARow;
            c += taken * walk.CRow;
        }
    }

    static void Rows<N>(Strand<T>* strands, int count, Walk walk, nint aAt, nint bAt, T* c, int rows, int lanes) where N : ISize
    {
        switch (rows)
        {
            case 8: StrandTile<T, V, L, N>.Run<Eight>(strands, count, walk, aAt, bAt, c, lanes); break;
            case 7: StrandTile<T, V, L, N>.Run<Seven>(strands, count, walk, aAt, bAt, c, lanes); break;
            case 6: StrandTile<T, V, L, N>.Run<Six>(strands, count, walk, aAt, bAt, c, lanes); break;
            case 5: StrandTile<T, V, L, N>.Run<Five>(strands, count, walk, aAt, bAt, c, lanes); break;
            case 4: StrandTile<T, V, L, N>.Run<Four>(strands, count, walk, aAt, bAt, c, lanes); break;
            case 3: StrandTile<T, V, L, N>.Run<Three>(strands, count, walk, aAt, bAt, c, lanes); break;
            case 2: StrandTile<T, V, L, N>.Run<Two>(strands, count, walk, aAt, bAt, c, lanes); break;
            default: StrandTile<T, V, L, N>.Run<One>(strands, count, walk, aAt, bAt, c, lanes); break;
        }
    }
}

/// <summary>
/// The register tile: R rows by N vectors of C, each element one chain of fused multiply-adds through all strands. The accumulators are 24
/// named locals; the compiler drops those that R and N do not reach.
/// </summary>
internal static unsafe class StrandTile<T, V, L, N>
    where T : unmanaged
    where V : struct
    where L : ILanes<T, V>
    where N : ISize
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<R>(Strand<T>* strands, int count, Walk walk, nint aAt, nint bAt, T* c, int lanes) where R : ISize
    {
        V c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        V c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        V c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
        V c60 = default, c61 = default, c62 = default, c70 = default, c71 = default, c72 = default;
        var cRow = walk.CRow;

        if (!walk.Fresh)
        {
            Read(c, lanes, out c00, out c01, out c02);
            if (R.Value > 1) Read(c + cRow, lanes, out c10, out c11, out c12);
            if (R.Value > 2) Read(c + 2 * cRow, lanes, out c20, out c21, out c22);
            if (R.Value > 3) Read(c + 3 * cRow, lanes, out c30, out c31, out c32);
            if (R.Value > 4) Read(c + 4 * cRow, lanes, out c40, out c41, out c42);
            if (R.Value > 5) Read(c + 5 * cRow, lanes, out c50, out c51, out c52);
            if (R.Value > 6) Read(c + 6 * cRow, lanes, out c60, out c61, out c62);
            if (R.Value > 7) Read(c + 7 * cRow, lanes, out c70, out c71, out c72);
        }

        // Two pointers, one row and three rows reach all eight elements of a column by base + index.
        var (aRow, aStep, bStep) = (walk.ARow, walk.AStep, walk.BStep);
        var three = 3 * aRow;
        for (; count > 0; count--, strands++)
        {
            var low = strands->A + aAt;
            var high = low + 4 * aRow;
            var b = strands->B + bAt;
            for (var k = strands->Length; k > 0; k--)
            {
                var b0 = L.Load(b);
                var b1 = N.Value > 1 ? L.Load(b + L.Count) : default;
                var b2 = N.Value > 2 ? L.Load(b + 2 * L.Count) : default;
                Add(low, b0, b1, b2, ref c00, ref c01, ref c02);
                if (R.Value > 1) Add(low + aRow, b0, b1, b2, ref c10, ref c11, ref c12);
                if (R.Value > 2) Add(low + 2 * aRow, b0, b1, b2, ref c20, ref c21, ref c22);
                if (R.Value > 3) Add(low + three, b0, b1, b2, ref c30, ref c31, ref c32);
                if (R.Value > 4) Add(high, b0, b1, b2, ref c40, ref c41, ref c42);
                if (R.Value > 5) Add(high + aRow, b0, b1, b2, ref c50, ref c51, ref c52);
                if (R.Value > 6) Add(high + 2 * aRow, b0, b1, b2, ref c60, ref c61, ref c62);
                if (R.Value > 7) Add(high + three, b0, b1, b2, ref c70, ref c71, ref c72);
                low += aStep;
                if (R.Value > 4) high += aStep;
                b += bStep;
            }
        }

        Write(c, lanes, c00, c01, c02);
        if (R.Value > 1) Write(c + cRow, lanes, c10, c11, c12);
        if (R.Value > 2) Write(c + 2 * cRow, lanes, c20, c21, c22);
        if (R.Value > 3) Write(c + 3 * cRow, lanes, c30, c31, c32);
        if (R.Value > 4) Write(c + 4 * cRow, lanes, c40, c41, c42);
        if (R.Value > 5) Write(c + 5 * cRow, lanes, c50, c51, c52);
        if (R.Value > 6) Write(c + 6 * cRow, lanes, c60, c61, c62);
        if (R.Value > 7) Write(c + 7 * cRow, lanes, c70, c71, c72);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(T* a, V b0, V b1, V b2, ref V c0, ref V c1, ref V c2)
    {
        var x = L.All(a);
        c0 = L.MultiplyAdd(x, b0, c0);
        if (N.Value > 1) c1 = L.MultiplyAdd(x, b1, c1);
        if (N.Value > 2) c2 = L.MultiplyAdd(x, b2, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Read(T* from, int lanes, out V v0, out V v1, out V v2)
    {
        v0 = N.Value == 1 ? ReadLast(from, lanes) : L.Load(from);
        v1 = N.Value == 2 ? ReadLast(from + L.Count, lanes) : N.Value > 2 ? L.Load(from + L.Count) : default;
        v2 = N.Value == 3 ? ReadLast(from + 2 * L.Count, lanes) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Write(T* to, int lanes, V v0, V v1, V v2)
    {
        if (N.Value > 1) L.Store(v0, to);
        if (N.Value > 2) L.Store(v1, to + L.Count);
        WriteLast(N.Value == 1 ? v0 : N.Value == 2 ? v1 : v2, to + (N.Value - 1) * L.Count, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ReadLast(T* from, int lanes) => lanes == L.Count ? L.Load(from) : L.Load(from, L.First(lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void WriteLast(V value, T* to, int lanes)
    {
        if (lanes == L.Count) L.Store(value, to);
        else L.Store(value, to, L.First(lanes));
    }
}
