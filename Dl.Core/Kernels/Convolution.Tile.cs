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

/// <summary>How a tile walks: rows and steps of A, steps of B, rows of C; and whether C starts afresh: from 0, or each row from the same numbers.</summary>
internal readonly struct Walk(nint aRow, nint aStep, nint bStep, nint cRow, bool fresh, nint start = 0)
{
    /// <summary>Where the numbers are that each row begins with, or 0.</summary>
    public readonly nint Start = start;
    public readonly nint ARow = aRow;
    public readonly nint AStep = aStep;
    public readonly nint BStep = bStep;
    public readonly nint CRow = cRow;
    public readonly bool Fresh = fresh;

    /// <summary>The same for what lies so many bytes further on in each row of C.</summary>
    public Walk From(int bytes) => Start == 0 ? this : new(ARow, AStep, BStep, CRow, Fresh, Start + bytes);
}

/// <summary>How a step of A meets one of B.</summary>
internal interface IPairing
{
    /// <summary>Whether each lane of A meets its own lane of B (channels seen by a filter each), rather than one number of A all lanes.</summary>
    static abstract bool ByLane { get; }
}

internal readonly struct Outer : IPairing
{
    public static bool ByLane => false;
}

internal readonly struct ByLane : IPairing
{
    static bool IPairing.ByLane => true;
}

/// <summary>
/// Products whose sum is a list of strands: <c>c[r, f] (+)= sum over strands s, steps t of s.A[r, t] s.B[t, f]</c>. Taps of a kernel,
/// rows of an image and frequencies of a transform are all strands, so one register tile serves every convolution.
/// </summary>
/// <remarks>Paired lane by lane it is <c>c[r, f] (+)= sum of s.A[r, t, f] s.B[t, f]</c>, one vector at a time. B is read in whole vectors, except lane by lane.</remarks>
internal static unsafe class Strands<T, V, L, P>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
    where P : IPairing
{
    /// <summary>All rows of some vectors of C, the last of which may be cut, in tiles of equal height and then some that are a row lower.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Cover(Strand<T>* strands, int count, Walk walk, nint aAt, nint bAt, T* c, int rows, int vectors, int lanes)
    {
        var tiles = (rows + L.Rows - 1) / L.Rows;
        var height = (rows + tiles - 1) / tiles;
        var high = rows - tiles * (height - 1);
        Columns(strands, count, walk, aAt, bAt, c, height, high, vectors, lanes);
        if (high < tiles) Columns(strands, count, walk, aAt + high * height * walk.ARow, bAt, c + high * height * walk.CRow, height - 1, tiles - high, vectors, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Columns(Strand<T>* strands, int count, Walk walk, nint aAt, nint bAt, T* c, int height, int tiles, int vectors, int lanes)
    {
        if (lanes < L.Count)
        {
            if (vectors == 3) Rows<Three, Cut>(strands, count, walk, aAt, bAt, c, height, tiles, lanes);
            else if (vectors == 2) Rows<Two, Cut>(strands, count, walk, aAt, bAt, c, height, tiles, lanes);
            else Rows<One, Cut>(strands, count, walk, aAt, bAt, c, height, tiles, lanes);
        }
        else if (vectors == 3) Rows<Three, Whole>(strands, count, walk, aAt, bAt, c, height, tiles, lanes);
        else if (vectors == 2) Rows<Two, Whole>(strands, count, walk, aAt, bAt, c, height, tiles, lanes);
        else Rows<One, Whole>(strands, count, walk, aAt, bAt, c, height, tiles, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Rows<N, E>(Strand<T>* strands, int count, Walk walk, nint aAt, nint bAt, T* c, int height, int tiles, int lanes)
        where N : ISize
        where E : IEdge
    {
        switch (height)
        {
            case 8: StrandTile<T, V, L, P, N, E>.Run<Eight>(strands, count, walk, aAt, bAt, c, tiles, lanes); break;
            case 7: StrandTile<T, V, L, P, N, E>.Run<Seven>(strands, count, walk, aAt, bAt, c, tiles, lanes); break;
            case 6: StrandTile<T, V, L, P, N, E>.Run<Six>(strands, count, walk, aAt, bAt, c, tiles, lanes); break;
            case 5: StrandTile<T, V, L, P, N, E>.Run<Five>(strands, count, walk, aAt, bAt, c, tiles, lanes); break;
            case 4: StrandTile<T, V, L, P, N, E>.Run<Four>(strands, count, walk, aAt, bAt, c, tiles, lanes); break;
            case 3: StrandTile<T, V, L, P, N, E>.Run<Three>(strands, count, walk, aAt, bAt, c, tiles, lanes); break;
            case 2: StrandTile<T, V, L, P, N, E>.Run<Two>(strands, count, walk, aAt, bAt, c, tiles, lanes); break;
            default: StrandTile<T, V, L, P, N, E>.Run<One>(strands, count, walk, aAt, bAt, c, tiles, lanes); break;
        }
    }
}

/// <summary>
/// The register tile: R rows by N vectors of C, each element one chain of fused multiply-adds through all strands. The accumulators are 24
/// named locals; the compiler drops those that R and N do not reach. Tiles below each other are one call: the next begins while the last one ends.
/// </summary>
internal static unsafe class StrandTile<T, V, L, P, N, E>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
    where P : IPairing
    where N : ISize
    where E : IEdge
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<R>(Strand<T>* strands, int count, Walk walk, nint aAt, nint bAt, T* c, int tiles, int lanes) where R : ISize
    {
        var (aRow, aStep, bStep, cRow) = (walk.ARow, walk.AStep, walk.BStep, walk.CRow);
        var three = 3 * aRow;
        var mask = E.Cut ? L.First(lanes) : default;
        for (; tiles > 0; tiles--, aAt += R.Value * aRow, c += R.Value * cRow)
        {
            V c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
            V c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
            V c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
            V c60 = default, c61 = default, c62 = default, c70 = default, c71 = default, c72 = default;
            if (!walk.Fresh)
            {
                Read(c, mask, out c00, out c01, out c02);
                if (R.Value > 1) Read(c + cRow, mask, out c10, out c11, out c12);
                if (R.Value > 2) Read(c + 2 * cRow, mask, out c20, out c21, out c22);
                if (R.Value > 3) Read(c + 3 * cRow, mask, out c30, out c31, out c32);
                if (R.Value > 4) Read(c + 4 * cRow, mask, out c40, out c41, out c42);
                if (R.Value > 5) Read(c + 5 * cRow, mask, out c50, out c51, out c52);
                if (R.Value > 6) Read(c + 6 * cRow, mask, out c60, out c61, out c62);
                if (R.Value > 7) Read(c + 7 * cRow, mask, out c70, out c71, out c72);
            }
            else if (walk.Start != 0)
            {
                Read((T*)walk.Start, mask, out c00, out c01, out c02);
                (c10, c20, c30, c40, c50, c60, c70) = (c00, c00, c00, c00, c00, c00, c00);
                (c11, c21, c31, c41, c51, c61, c71) = (c01, c01, c01, c01, c01, c01, c01);
                (c12, c22, c32, c42, c52, c62, c72) = (c02, c02, c02, c02, c02, c02, c02);
            }

            for (var s = 0; s < count; s++)
            {
                // Two pointers, one row and three rows reach all eight elements of a column by base + index.
                var low = strands[s].A + aAt;
                var high = low + 4 * aRow;
                var b = strands[s].B + bAt;
                var k = strands[s].Length;
                // One vector is too few chains to hide the latency of an addition: every other step has a chain of its own.
                for (; N.Value == 1 && k > 1; k -= 2)
                {
                    var (b0, b1) = (Read(b, mask, P.ByLane), Read(b + bStep, mask, P.ByLane));
                    Two(low, aStep, mask, b0, b1, ref c00, ref c01);
                    if (R.Value > 1) Two(low + aRow, aStep, mask, b0, b1, ref c10, ref c11);
                    if (R.Value > 2) Two(low + 2 * aRow, aStep, mask, b0, b1, ref c20, ref c21);
                    if (R.Value > 3) Two(low + three, aStep, mask, b0, b1, ref c30, ref c31);
                    if (R.Value > 4) Two(high, aStep, mask, b0, b1, ref c40, ref c41);
                    if (R.Value > 5) Two(high + aRow, aStep, mask, b0, b1, ref c50, ref c51);
                    if (R.Value > 6) Two(high + 2 * aRow, aStep, mask, b0, b1, ref c60, ref c61);
                    if (R.Value > 7) Two(high + three, aStep, mask, b0, b1, ref c70, ref c71);
                    low += 2 * aStep;
                    if (R.Value > 4) high += 2 * aStep;
                    b += 2 * bStep;
                }

                for (; k > 0; k--)
                {
                    var b0 = Read(b, mask, P.ByLane);
                    var b1 = N.Value > 1 ? L.Load(b + L.Count) : default;
                    var b2 = N.Value > 2 ? L.Load(b + 2 * L.Count) : default;
                    Add(low, mask, b0, b1, b2, ref c00, ref c01, ref c02);
                    if (R.Value > 1) Add(low + aRow, mask, b0, b1, b2, ref c10, ref c11, ref c12);
                    if (R.Value > 2) Add(low + 2 * aRow, mask, b0, b1, b2, ref c20, ref c21, ref c22);
                    if (R.Value > 3) Add(low + three, mask, b0, b1, b2, ref c30, ref c31, ref c32);
                    if (R.Value > 4) Add(high, mask, b0, b1, b2, ref c40, ref c41, ref c42);
                    if (R.Value > 5) Add(high + aRow, mask, b0, b1, b2, ref c50, ref c51, ref c52);
                    if (R.Value > 6) Add(high + 2 * aRow, mask, b0, b1, b2, ref c60, ref c61, ref c62);
                    if (R.Value > 7) Add(high + three, mask, b0, b1, b2, ref c70, ref c71, ref c72);
                    low += aStep;
                    if (R.Value > 4) high += aStep;
                    b += bStep;
                }
            }

            if (N.Value == 1)
            {
                (c00, c10, c20, c30) = (Arithmetic<T, V>.Add(c00, c01), Arithmetic<T, V>.Add(c10, c11), Arithmetic<T, V>.Add(c20, c21), Arithmetic<T, V>.Add(c30, c31));
                (c40, c50, c60, c70) = (Arithmetic<T, V>.Add(c40, c41), Arithmetic<T, V>.Add(c50, c51), Arithmetic<T, V>.Add(c60, c61), Arithmetic<T, V>.Add(c70, c71));
            }

            Write(c, mask, c00, c01, c02);
            if (R.Value > 1) Write(c + cRow, mask, c10, c11, c12);
            if (R.Value > 2) Write(c + 2 * cRow, mask, c20, c21, c22);
            if (R.Value > 3) Write(c + 3 * cRow, mask, c30, c31, c32);
            if (R.Value > 4) Write(c + 4 * cRow, mask, c40, c41, c42);
            if (R.Value > 5) Write(c + 5 * cRow, mask, c50, c51, c52);
            if (R.Value > 6) Write(c + 6 * cRow, mask, c60, c61, c62);
            if (R.Value > 7) Write(c + 7 * cRow, mask, c70, c71, c72);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(T* a, V mask, V b0, V b1, V b2, ref V c0, ref V c1, ref V c2)
    {
        var x = P.ByLane ? Read(a, mask, true) : L.All(a);
        c0 = L.MultiplyAdd(x, b0, c0);
        if (N.Value > 1) c1 = L.MultiplyAdd(x, b1, c1);
        if (N.Value > 2) c2 = L.MultiplyAdd(x, b2, c2);
    }

    // A step and the next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Two(T* a, nint aStep, V mask, V b0, V b1, ref V even, ref V odd)
    {
        even = L.MultiplyAdd(P.ByLane ? Read(a, mask, true) : L.All(a), b0, even);
        odd = L.MultiplyAdd(P.ByLane ? Read(a + aStep, mask, true) : L.All(a + aStep), b1, odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Read(T* from, V mask, out V v0, out V v1, out V v2)
    {
        v0 = Read(from, mask, N.Value == 1);
        v1 = N.Value > 1 ? Read(from + L.Count, mask, N.Value == 2) : default;
        v2 = N.Value > 2 ? Read(from + 2 * L.Count, mask, true) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Read(T* from, V mask, bool last) => E.Cut && last ? L.Load(from, mask) : L.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Write(T* to, V mask, V v0, V v1, V v2)
    {
        Write(to, mask, v0, N.Value == 1);
        if (N.Value > 1) Write(to + L.Count, mask, v1, N.Value == 2);
        if (N.Value > 2) Write(to + 2 * L.Count, mask, v2, true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Write(T* to, V mask, V value, bool last)
    {
        if (E.Cut && last) L.Store(value, to, mask);
        else L.Store(value, to);
    }
}
