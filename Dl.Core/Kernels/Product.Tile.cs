using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>A size known to the compiler.</summary>
internal interface ISize
{
    static abstract int Value { get; }
}

internal readonly struct One : ISize { public static int Value => 1; }
internal readonly struct Two : ISize { public static int Value => 2; }
internal readonly struct Three : ISize { public static int Value => 3; }
internal readonly struct Four : ISize { public static int Value => 4; }
internal readonly struct Eight : ISize { public static int Value => 8; }

/// <summary>Whether the last vector of a row reaches beyond the matrix.</summary>
internal interface IEdge
{
    static abstract bool Cut { get; }
}

internal readonly struct Whole : IEdge { public static bool Cut => false; }
internal readonly struct Cut : IEdge { static bool IEdge.Cut => true; }

/// <summary>
/// The register tile of the matrix product: R rows by N vectors of C, each element one chain of fused multiply-adds
/// over ascending k that starts from 0 or from what C holds.
/// </summary>
/// <remarks>
/// The chain does not depend on where in a tile the element lies, nor on how k is cut into blocks, for C keeps every bit of it.
/// The accumulators are 24 named locals; the compiler drops those that R and N do not reach. 8 x 3 asks 11 loads for 24
/// multiply-adds, so two loads a cycle never hold up two multiply-adds.
/// </remarks>
internal static unsafe class Tile<T, V, L, N, E>
    where T : unmanaged
    where V : struct
    where L : ILanes<T, V>
    where N : ISize
    where E : IEdge
{
    // a: element (i, p) at i * aRow + p * aStep; b: row p at p * bStep; lanes: of the last vector, when it is cut.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<R>(T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow, int k, bool fresh, int lanes) where R : ISize
    {
        V c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        V c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        V c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
        V c60 = default, c61 = default, c62 = default, c70 = default, c71 = default, c72 = default;
        var mask = E.Cut ? L.First(lanes) : default;

        if (!fresh)
        {
            Read(c, mask, out c00, out c01, out c02);
            if (R.Value > 1)
                Read(c + cRow, mask, out c10, out c11, out c12);
            if (R.Value > 2)
            {
                Read(c + 2 * cRow, mask, out c20, out c21, out c22);
                Read(c + 3 * cRow, mask, out c30, out c31, out c32);
            }

            if (R.Value > 4)
            {
                Read(c + 4 * cRow, mask, out c40, out c41, out c42);
                Read(c + 5 * cRow, mask, out c50, out c51, out c52);
                Read(c + 6 * cRow, mask, out c60, out c61, out c62);
                Read(c + 7 * cRow, mask, out c70, out c71, out c72);
            }
        }

        // Two pointers, one row and three rows reach all eight elements of a column by base + index.
        var low = a;
        var high = a + 4 * aRow;
        var three = 3 * aRow;
        for (; k > 0; k--)
        {
            Read(b, mask, out var b0, out var b1, out var b2);
            Add(low, b0, b1, b2, ref c00, ref c01, ref c02);
            if (R.Value > 1)
                Add(low + aRow, b0, b1, b2, ref c10, ref c11, ref c12);
            if (R.Value > 2)
            {
                Add(low + 2 * aRow, b0, b1, b2, ref c20, ref c21, ref c22);
                Add(low + three, b0, b1, b2, ref c30, ref c31, ref c32);
            }

            if (R.Value > 4)
            {
                Add(high, b0, b1, b2, ref c40, ref c41, ref c42);
                Add(high + aRow, b0, b1, b2, ref c50, ref c51, ref c52);
                Add(high + 2 * aRow, b0, b1, b2, ref c60, ref c61, ref c62);
                Add(high + three, b0, b1, b2, ref c70, ref c71, ref c72);
                high += aStep;
            }

            low += aStep;
            b += bStep;
        }

        Write(c, mask, c00, c01, c02);
        if (R.Value > 1)
            Write(c + cRow, mask, c10, c11, c12);
        if (R.Value > 2)
        {
            Write(c + 2 * cRow, mask, c20, c21, c22);
            Write(c + 3 * cRow, mask, c30, c31, c32);
        }

        if (R.Value > 4)
        {
            Write(c + 4 * cRow, mask, c40, c41, c42);
            Write(c + 5 * cRow, mask, c50, c51, c52);
            Write(c + 6 * cRow, mask, c60, c61, c62);
            Write(c + 7 * cRow, mask, c70, c71, c72);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(T* a, V b0, V b1, V b2, ref V c0, ref V c1, ref V c2)
    {
        var x = L.All(a);
        c0 = L.MultiplyAdd(x, b0, c0);
        if (N.Value > 1)
            c1 = L.MultiplyAdd(x, b1, c1);
        if (N.Value > 2)
            c2 = L.MultiplyAdd(x, b2, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Read(T* from, V mask, out V v0, out V v1, out V v2)
    {
        v0 = Read(from, mask, N.Value == 1);
        v1 = N.Value > 1 ? Read(from + L.Count, mask, N.Value == 2) : default;
        v2 = N.Value > 2 ? Read(from + 2 * L.Count, mask, true) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Read(T* from, V mask, bool last) => E.Cut && last ? L.Load(from, mask) : L.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* to, V mask, V v0, V v1, V v2)
    {
        Write(to, mask, v0, N.Value == 1);
        if (N.Value > 1)
            Write(to + L.Count, mask, v1, N.Value == 2);
        if (N.Value > 2)
            Write(to + 2 * L.Count, mask, v2, true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* to, V mask, V value, bool last)
    {
        if (E.Cut && last)
            L.Store(value, to, mask);
        else
            L.Store(value, to);
    }
}
