using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// Square windows over images, so many rows and columns of them, a step apart and counted row by row. The first begins some rows and columns
/// before the image; outside it there are zeros.
/// </summary>
internal readonly unsafe struct Windows(Plane plane, int above, int before, int step, int high, int wide)
{
    readonly Plane plane = plane;

    public int Count => plane.Items * high * wide;

    /// <summary>
    /// Some channels of some windows, mapped: entry (i, j) of window t of them goes to <c>to + (i M.To + j) apart + t width</c>. The width is that of all
    /// channels from the first on, or of fewer, in whole vectors; beyond the last channel there are zeros.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read<T, V, L, M>(T* images, int first, int count, T* to, int width, int apart, int channel = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : struct
        where L : ILanes<T, V>
        where M : ITransform<T>
    {
        using var space = new Scratch<T>(M.From * M.To * L.Count + M.From * M.From * width);
        var scratch = space.Start;
        var patch = scratch + M.From * M.To * L.Count;
        for (var t = 0; t < count; t++, to += width)
        {
            var at = At(first + t, M.From);
            if (at.IsInside && channel + width <= plane.Channels)
                Square<T, V, L, M>.Apply(images + at.Start + channel, plane.Row, plane.Channels, scratch, to, M.To * apart, apart, width);
            else
            {
                Cut(images + channel, at, M.From, patch, width, Math.Min(width, plane.Channels - channel));
                Square<T, V, L, M>.Apply(patch, M.From * width, width, scratch, to, M.To * apart, apart, width);
            }
        }
    }

    /// <summary>The other way: entry (i, j) of window t at <c>from + (i M.From + j) apart + t width</c> is mapped and put, or added, into the images.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write<T, V, L, M>(T* from, int width, int apart, int first, int count, T* images, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : struct
        where L : ILanes<T, V>
        where M : ITransform<T>
    {
        using var space = new Scratch<T>(M.From * M.To * L.Count + M.To * M.To * width);
        var scratch = space.Start;
        var patch = scratch + M.From * M.To * L.Count;
        for (var t = 0; t < count; t++, from += width)
        {
            var at = At(first + t, M.To);
            if (at.IsInside && width == plane.Channels && !add)
                Square<T, V, L, M>.Apply(from, M.From * apart, apart, scratch, images + at.Start, plane.Row, plane.Channels, width);
            else
            {
                Square<T, V, L, M>.Apply(from, M.From * apart, apart, scratch, patch, M.To * width, width, width);
                Paste(patch, at, M.To, images, width, add);
            }
        }
    }

    // The part of a window that lies inside: its first row and column in the image and in the window, and its extent.
    readonly record struct Place(int Start, int Row, int Column, int Rows, int Columns, bool IsInside);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    Place At(int window, int side)
    {
        var (line, across) = Math.DivRem(window, wide);
        var (item, down) = Math.DivRem(line, high);
        var (row, column) = (down * step - above, across * step - before);
        var (top, left) = (Math.Max(0, row), Math.Max(0, column));
        var (rows, columns) = (Math.Min(plane.Rows, row + side) - top, Math.Min(plane.Columns, column + side) - left);
        return new(item * plane.Image + top * plane.Row + left * plane.Channels, top - row, left - column, Math.Max(0, rows), Math.Max(0, columns), rows == side && columns == side);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Cut<T>(T* images, Place at, int side, T* patch, int width, int channels) where T : unmanaged
    {
        new Span<T>(patch, side * side * width).Clear();
        for (var i = 0; i < at.Rows; i++)
        {
            var from = images + at.Start + i * plane.Row;
            var to = patch + ((at.Row + i) * side + at.Column) * width;
            if (width == plane.Channels) new ReadOnlySpan<T>(from, at.Columns * width).CopyTo(new(to, at.Columns * width));
            else
                for (var j = 0; j < at.Columns; j++, from += plane.Channels, to += width)
                    new ReadOnlySpan<T>(from, channels).CopyTo(new(to, channels));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Paste<T>(T* patch, Place at, int side, T* images, int width, bool add) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (length, pieces) = width == plane.Channels ? (at.Columns * width, 1) : (plane.Channels, at.Columns);
        for (var i = 0; i < at.Rows; i++)
            for (var j = 0; j < pieces; j++)
            {
                var from = new ReadOnlySpan<T>(patch + ((at.Row + i) * side + at.Column + j) * width, length);
                var to = new Span<T>(images + at.Start + i * plane.Row + j * plane.Channels, length);
                if (add) TensorPrimitives.Add(to, from, to);
                else from.CopyTo(to);
            }
    }
}
