using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>A column of vectors of the target of a convolution, and what it is the sum of: for each channel of the source, and each column of the kernel, some rows of taps.</summary>
/// <param name="x">The first number of the source.</param>
/// <param name="order">Which of the numbers from there on each lane takes, or null: one after the other.</param>
/// <param name="numbers">How many numbers there are.</param>
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
internal readonly unsafe struct Column<T>(T* x, T* order, int numbers, nint pitch, nint step, nint apart, T* w, int channels, int wide, T* start, T* to, nint toRow, int lanes, bool add) where T : unmanaged
{
    public readonly T* X = x;
    public readonly T* Order = order;
    public readonly int Numbers = numbers;
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

/// <summary>A column cut into tiles: sizes known to the compiler for those known at run time.</summary>
internal static unsafe class ColumnTiles<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    /// <summary>The rows of taps that a tile takes at most.</summary>
    public static int Most => L.Rows == 8 ? 7 : 3;

    /// <summary>So many rows of the column in tiles of equal height, and then some that are a row lower; and so many rows of taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Down<U>(in Column<T> column, int rows, int taps) where U : IColumnUse<T, V>
    {
        var tiles = (rows + L.Rows - 1) / L.Rows;
        var height = (rows + tiles - 1) / tiles;
        var high = rows - tiles * (height - 1);
        Edge<U>(column, 0, height, high, taps);
        if (high < tiles) Edge<U>(column, high * height, height - 1, tiles - high, taps);
    }

    static void Edge<U>(in Column<T> column, int row, int height, int tiles, int taps) where U : IColumnUse<T, V>
    {
        if (column.Lanes < L.Count) Order<U, Cut>(column, row, height, tiles, taps);
        else Order<U, Whole>(column, row, height, tiles, taps);
    }

    static void Order<U, E>(in Column<T> column, int row, int height, int tiles, int taps)
        where U : IColumnUse<T, V>
        where E : IEdge
    {
        if (column.Order == null) Rows<U, E, No>(column, row, height, tiles, taps);
        else Rows<U, E, Yes>(column, row, height, tiles, taps);
    }

    static void Rows<U, E, O>(in Column<T> column, int row, int height, int tiles, int taps)
        where U : IColumnUse<T, V>
        where E : IEdge
        where O : IChoice
    {
        switch (height)
        {
            case 8: Taps<U, E, O, Eight>(column, row, tiles, taps); break;
            case 7: Taps<U, E, O, Seven>(column, row, tiles, taps); break;
            case 6: Taps<U, E, O, Six>(column, row, tiles, taps); break;
            case 5: Taps<U, E, O, Five>(column, row, tiles, taps); break;
            case 4: Taps<U, E, O, Four>(column, row, tiles, taps); break;
            case 3: Taps<U, E, O, Three>(column, row, tiles, taps); break;
            case 2: Taps<U, E, O, Two>(column, row, tiles, taps); break;
            default: Taps<U, E, O, One>(column, row, tiles, taps); break;
        }
    }

    static void Taps<U, E, O, R>(in Column<T> column, int row, int tiles, int taps)
        where U : IColumnUse<T, V>
        where E : IEdge
        where O : IChoice
        where R : ISize
    {
        switch (taps)
        {
            case 7: ColumnTile<T, V, L, U, E, O>.Run<R, Seven>(column, row, tiles); break;
            case 6: ColumnTile<T, V, L, U, E, O>.Run<R, Six>(column, row, tiles); break;
            case 5: ColumnTile<T, V, L, U, E, O>.Run<R, Five>(column, row, tiles); break;
            case 4: ColumnTile<T, V, L, U, E, O>.Run<R, Four>(column, row, tiles); break;
            case 3: ColumnTile<T, V, L, U, E, O>.Run<R, Three>(column, row, tiles); break;
            case 2: ColumnTile<T, V, L, U, E, O>.Run<R, Two>(column, row, tiles); break;
            default: ColumnTile<T, V, L, U, E, O>.Run<R, One>(column, row, tiles); break;
        }
    }
}
