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
internal readonly struct Twelve : ISize { public static int Value => 12; }
internal readonly struct Sixteen : ISize { public static int Value => 16; }

/// <summary>Whether the last vector of a row reaches beyond the matrix.</summary>
internal interface IEdge
{
    static abstract bool Cut { get; }
}

internal readonly struct Whole : IEdge { public static bool Cut => false; }
internal readonly struct Cut : IEdge { static bool IEdge.Cut => true; }

/// <summary>A choice known to the compiler.</summary>
internal interface IChoice
{
    static abstract bool Made { get; }
}

internal readonly struct Yes : IChoice { public static bool Made => true; }
internal readonly struct No : IChoice { public static bool Made => false; }

/// <summary>
/// The register tile of the matrix product: R rows by N vectors of C, each element one chain of fused multiply-adds
/// over ascending k that starts from 0 or from what C holds. Cut: the last vector of a row reaches beyond the matrix.
/// Copy: B is also copied, dense, for the tiles below this one.
/// </summary>
/// <remarks>
/// The chain does not depend on where in a tile the element lies, nor on how k is cut into blocks, for C keeps every bit of it.
/// The accumulators are named locals, 8 x 3, 12 x 2 or 16 x 1 of them; the compiler drops those that R and N do not reach.
/// 8 x 3 asks 11 loads for 24 multiply-adds, so two loads a cycle never hold up two multiply-adds. Addresses are in bytes and
/// counted on by one addition each: everything else is folded into the loads.
/// </remarks>
internal static unsafe class Tile<T, V, L, N, Cut, Copy>
    where T : unmanaged
    where V : struct
    where L : ILanes<T, V>
    where N : ISize
    where Cut : IChoice
    where Copy : IChoice
{
    // right: rows without gaps; copy: aligned; lanes: of the last vector, when it is cut.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<R>(Strided<T> left, Strided<T> right, T* copy, T* c, nint cRow, int k, bool fresh, int lanes) where R : ISize
    {
        V c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        V c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        V c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
        V c60 = default, c61 = default, c62 = default, c70 = default, c71 = default, c72 = default;
        V c80 = default, c81 = default, c90 = default, c91 = default, cA0 = default, cA1 = default, cB0 = default, cB1 = default;
        V cC0 = default, cD0 = default, cE0 = default, cF0 = default, none = default;
        var mask = Cut.Made ? L.First(lanes) : default;

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

            if (R.Value > 8)
            {
                Read(c + 8 * cRow, mask, out c80, out c81, out none);
                Read(c + 9 * cRow, mask, out c90, out c91, out none);
                Read(c + 10 * cRow, mask, out cA0, out cA1, out none);
                Read(c + 11 * cRow, mask, out cB0, out cB1, out none);
            }

            if (R.Value > 12)
            {
                Read(c + 12 * cRow, mask, out cC0, out none, out none);
                Read(c + 13 * cRow, mask, out cD0, out none, out none);
                Read(c + 14 * cRow, mask, out cE0, out none, out none);
                Read(c + 15 * cRow, mask, out cF0, out none, out none);
            }
        }

        // A pointer for four rows, one row and three rows reach every element of a column by base + index.
        var (row, step, down) = (left.Row * sizeof(T), left.Column * sizeof(T), right.Row * sizeof(T));
        var three = 3 * row;
        var a0 = (byte*)left.Start;
        var a4 = a0 + 4 * row;
        var a8 = a0 + 8 * row;
        var aC = a0 + 12 * row;
        var from = (byte*)right.Start;
        do
        {
            Read((T*)from, mask, out var b0, out var b1, out var b2);
            if (Copy.Made)
            {
                Write(copy, mask, b0, b1, b2, true);
                copy += N.Value * L.Count;
            }

            Add(a0, b0, b1, b2, ref c00, ref c01, ref c02);
            if (R.Value > 1)
                Add(a0 + row, b0, b1, b2, ref c10, ref c11, ref c12);
            if (R.Value > 2)
            {
                Add(a0 + 2 * row, b0, b1, b2, ref c20, ref c21, ref c22);
                Add(a0 + three, b0, b1, b2, ref c30, ref c31, ref c32);
            }

            if (R.Value > 4)
            {
                Add(a4, b0, b1, b2, ref c40, ref c41, ref c42);
                Add(a4 + row, b0, b1, b2, ref c50, ref c51, ref c52);
                Add(a4 + 2 * row, b0, b1, b2, ref c60, ref c61, ref c62);
                Add(a4 + three, b0, b1, b2, ref c70, ref c71, ref c72);
                a4 += step;
            }

            if (R.Value > 8)
            {
                Add(a8, b0, b1, b2, ref c80, ref c81, ref none);
                Add(a8 + row, b0, b1, b2, ref c90, ref c91, ref none);
                Add(a8 + 2 * row, b0, b1, b2, ref cA0, ref cA1, ref none);
                Add(a8 + three, b0, b1, b2, ref cB0, ref cB1, ref none);
                a8 += step;
            }

            if (R.Value > 12)
            {
                Add(aC, b0, b1, b2, ref cC0, ref none, ref none);
                Add(aC + row, b0, b1, b2, ref cD0, ref none, ref none);
                Add(aC + 2 * row, b0, b1, b2, ref cE0, ref none, ref none);
                Add(aC + three, b0, b1, b2, ref cF0, ref none, ref none);
                aC += step;
            }

            a0 += step;
            from += down;
        }
        while (--k != 0);

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

        if (R.Value > 8)
        {
            Write(c + 8 * cRow, mask, c80, c81, none);
            Write(c + 9 * cRow, mask, c90, c91, none);
            Write(c + 10 * cRow, mask, cA0, cA1, none);
            Write(c + 11 * cRow, mask, cB0, cB1, none);
        }

        if (R.Value > 12)
        {
            Write(c + 12 * cRow, mask, cC0, none, none);
            Write(c + 13 * cRow, mask, cD0, none, none);
            Write(c + 14 * cRow, mask, cE0, none, none);
            Write(c + 15 * cRow, mask, cF0, none, none);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(byte* a, V b0, V b1, V b2, ref V c0, ref V c1, ref V c2)
    {
        var x = L.All((T*)a);
        c0 = L.MultiplyAdd(x, b0, c0);
        if (N.Value > 1)
            c1 = L.MultiplyAdd(x, b1, c1);
        if (N.Value > 2)
            c2 = L.MultiplyAdd(x, b2, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Read(T* from, V mask, out V v0, out V v1, out V v2)
    {
        v1 = v2 = default;
        v0 = Cut.Made && N.Value == 1 ? L.Load(from, mask) : Unsafe.ReadUnaligned<V>(from);
        if (N.Value > 1)
            v1 = Cut.Made && N.Value == 2 ? L.Load(from + L.Count, mask) : Unsafe.ReadUnaligned<V>(from + L.Count);
        if (N.Value > 2)
            v2 = Cut.Made ? L.Load(from + 2 * L.Count, mask) : Unsafe.ReadUnaligned<V>(from + 2 * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* to, V mask, V v0, V v1, V v2, bool all = false)
    {
        if (Cut.Made && N.Value == 1 && !all)
            L.Store(v0, to, mask);
        else
            Unsafe.WriteUnaligned(to, v0);
        if (Cut.Made && N.Value == 2 && !all)
            L.Store(v1, to + L.Count, mask);
        else if (N.Value > 1)
            Unsafe.WriteUnaligned(to + L.Count, v1);
        if (Cut.Made && N.Value == 3 && !all)
            L.Store(v2, to + 2 * L.Count, mask);
        else if (N.Value > 2)
            Unsafe.WriteUnaligned(to + 2 * L.Count, v2);
    }
}
