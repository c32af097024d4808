using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>Some rows of an image, a plane for each channel, with zeros where they lie outside of it.</summary>
/// <param name="source">The images.</param>
/// <param name="images">Where they lie.</param>
/// <param name="above">Rows of zeros above an image.</param>
/// <param name="before">Columns of zeros before it.</param>
/// <param name="wide">The columns of a plane.</param>
/// <param name="orders">Memory of <see cref="Interleaving{T,V,L}.Size"/> numbers.</param>
internal sealed unsafe class Planes<T, V, L>(Plane source, nint images, int above, int before, int wide, T* orders)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    readonly Interleaving<T, V, L> apart = new(source.Channels, orders);

    /// <summary>The images.</summary>
    public Plane Source => source;

    /// <summary>From one row of a plane to the next.</summary>
    public int Pitch => wide;

    /// <summary>From one plane of so many rows to the next: with what a vector reads beyond the last, and not on the same lines of the cache.</summary>
    public int Apart(int rows) => (rows * wide + 2 * L.Count + Workspace<T>.Line) / Workspace<T>.Line * Workspace<T>.Line;

    /// <summary>The numbers of so many rows of all planes.</summary>
    public int Size(int rows) => source.Channels * Apart(rows);

    /// <summary>So many rows, from the given one on, to memory of <see cref="Size"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(int item, int first, int rows, T* to)
    {
        var next = Apart(rows);
        new Span<T>(to, source.Channels * next).Clear();
        first -= above;
        var (skipped, left) = (Math.Max(0, -before), Math.Max(0, before));
        var pixels = Math.Min(source.Columns - skipped, wide - left);
        for (var row = Math.Max(0, -first); row < rows && first + row < source.Rows && pixels > 0; row++)
            apart.Split((T*)images + (nint)item * source.Image + (nint)(first + row) * source.Row + skipped * source.Channels, pixels, to + row * wide + left, next);
    }
}
