using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>A column of vectors of the target of a convolution, and what it is the sum of: for each channel of the source, and each column of the kernel, some rows of taps.</summary>
/// <param name="x">The first vector of the source.</param>
/// <param name="pitch">From one row of the source to the next.</param>
/// <param name="step">From one column of taps to the next.</param>
/// <param name="apart">From one channel to the next.</param>
/// <param name="w">Vectors of the kernel: (channel, column, row).</param>
/// <param name="channels">The channels.</param>
/// <param name="wide">The columns of taps.</param>
/// <param name="start">A vector that the sums begin with, or null.</param>
/// <param name="to">The first vector of the target, or of its cotangent.</param>
/// <param name="toRow">From one row of it to the next.</param>
/// <param name="lanes">Its lanes that are to be written.</param>
/// <param name="add">Whether the sums are added to what is there.</param>
internal readonly unsafe struct Column<T>(T* x, nint pitch, nint step, nint apart, T* w, int channels, int wide, T* start, T* to, nint toRow, int lanes, bool add) where T : unmanaged
{
    public readonly T* X = x;
    public readonly nint Pitch = pitch;
    public readonly nint Step = step;
    public readonly nint Apart = apart;
    public readonly T* W = w;
    public readonly int Channels = channels;
    public readonly int Wide = wide;
    public readonly T* Start = start;
    public readonly T* To = to;
    public readonly nint ToRow = toRow;
    public readonly int Lanes = lanes;
    public readonly bool Add = add;
}

/// <summary>A register tile that works on R vectors of a column below each other and on H rows of taps.</summary>
internal interface IColumnTile<T> where T : unmanaged
{
    /// <summary>So many tiles below each other, from the given row of the column on.</summary>
    static abstract void Run<R, H>(in Column<T> column, int row, int tiles) where R : ISize where H : ISize;
}

/// <summary>A column cut into tiles: sizes known to the compiler for those known at run time.</summary>
internal static class ColumnTiles<T, K> where T : unmanaged where K : IColumnTile<T>
{
    /// <summary>So many rows of the column, in tiles of equal height, at most the given one, and then some that are a row lower; and so many rows of taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Down(in Column<T> column, int rows, int highest, int taps)
    {
        var tiles = (rows + highest - 1) / highest;
        var height = (rows + tiles - 1) / tiles;
        var high = rows - tiles * (height - 1);
        Rows(column, 0, height, high, taps);
        if (high < tiles) Rows(column, high * height, height - 1, tiles - high, taps);
    }

    static void Rows(in Column<T> column, int row, int height, int tiles, int taps)
    {
        switch (height)
        {
            case 8: Taps<Eight>(column, row, tiles, taps); break;
            case 7: Taps<Seven>(column, row, tiles, taps); break;
            case 6: Taps<Six>(column, row, tiles, taps); break;
            case 5: Taps<Five>(column, row, tiles, taps); break;
            case 4: Taps<Four>(column, row, tiles, taps); break;
            case 3: Taps<Three>(column, row, tiles, taps); break;
            case 2: Taps<Two>(column, row, tiles, taps); break;
            default: Taps<One>(column, row, tiles, taps); break;
        }
    }

    static void Taps<R>(in Column<T> column, int row, int tiles, int taps) where R : ISize
    {
        switch (taps)
        {
            case 7: K.Run<R, Seven>(column, row, tiles); break;
            case 6: K.Run<R, Six>(column, row, tiles); break;
            case 5: K.Run<R, Five>(column, row, tiles); break;
            case 4: K.Run<R, Four>(column, row, tiles); break;
            case 3: K.Run<R, Three>(column, row, tiles); break;
            case 2: K.Run<R, Two>(column, row, tiles); break;
            default: K.Run<R, One>(column, row, tiles); break;
        }
    }
}
