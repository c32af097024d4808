using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// The columns of a matrix cut into panels of one to three vectors: threes, and at the end two twos rather than a lonely one. A panel with
/// all its rows lies in one piece, beyond the last column zeros.
/// </summary>
internal readonly struct Panels(int columns, int lanes)
{
    readonly int lanes = lanes;
    readonly int columns = columns;

    public int Vectors => (columns + lanes - 1) / lanes;

    public int Count => (Vectors + 2) / 3;

    /// <summary>Columns, rounded up to whole vectors.</summary>
    public int Width => Vectors * lanes;

    /// <summary>The first column of a panel.</summary>
    public int Start(int panel) => (panel == Count ? Vectors : Math.Max(0, Math.Min(3 * panel, Vectors - 2))) * lanes;

    /// <summary>The columns of a panel, rounded up to whole vectors.</summary>
    public int WidthOf(int panel) => Start(panel + 1) - Start(panel);

    /// <summary>The lanes in use of the last vector of a panel.</summary>
    public int Lanes(int panel) => Math.Min(lanes, columns - Start(panel + 1) + lanes);
}

/// <summary>
/// The kernel of a convolution as panels: (panel, tap, k, width of the panel). Forward, k is a channel and a column a filter; backward it is
/// the other way round and the taps run backwards, so that taps side by side read pixels side by side either way.
/// </summary>
internal static unsafe class PackedKernel<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    /// <summary>The numbers that the panels of all groups take.</summary>
    public static int Size(ConvShape shape, bool back, int taps)
    {
        var (k, n) = back ? (shape.Seers, shape.Seen) : (shape.Seen, shape.Seers);
        return shape.Groups * taps * k * new Panels(n, L.Count).Width;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(ConvShape shape, bool back, T* w, T* to)
    {
        var (k, n) = back ? (shape.Seers, shape.Seen) : (shape.Seen, shape.Seers);
        var panels = new Panels(n, L.Count);
        var (rows, columns) = (shape.Rows.Size, shape.Columns.Size);
        for (var group = 0; group < shape.Groups; group++)
            for (var panel = 0; panel < panels.Count; panel++)
            {
                var (start, width) = (panels.Start(panel), panels.WidthOf(panel));
                for (var i = 0; i < rows; i++)
                    for (var j = 0; j < columns; j++, to += k * width)
                    {
                        var tap = w + (back ? rows * columns - 1 - i * columns - j : i * columns + j) * shape.Tap + group * shape.Seers;
                        var from = back ? new Strided<T>(tap + start * shape.Filters, 1, shape.Filters) : new Strided<T>(tap + start, shape.Filters, 1);
                        Packing<T, V, L>.Copy(from, to, k, Math.Min(width, n - start), width);
                    }
            }
    }
}
