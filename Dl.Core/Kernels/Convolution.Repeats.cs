using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// Some rows of an image, a plane for each channel, with zeros where they lie outside of it and each number so many times side by side: row r of a plane is
/// <c>x[r, 0], ..., x[r, 0], x[r, 1], ...</c>
/// </summary>
/// <param name="source">The images.</param>
/// <param name="images">Where they lie.</param>
/// <param name="above">Rows of zeros above an image.</param>
/// <param name="before">Columns of zeros before it.</param>
/// <param name="wide">The columns of a plane.</param>
/// <param name="times">How many times each number stands there.</param>
/// <param name="orders">Memory of <see cref="Orders"/> numbers.</param>
internal sealed unsafe class Repeats<T, V, L>(Plane source, nint images, int above, int before, int wide, int times, T* orders)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    readonly Interleaving<T, V, L> apart = new(source.Channels, orders);
    readonly nint places = (nint)Places(times, orders + Interleaving<T, V, L>.Size(source.Channels));

    /// <summary>The images.</summary>
    public Plane Source => source;

    /// <summary>From one row of a plane to the next.</summary>
    public int Pitch => wide * times;

    /// <summary>After so many vectors a row of pixels of so many lanes each begins with a vector again.</summary>
    public static int Phases(int lanes) => lanes / Common(lanes, L.Count);

    static int Common(int a, int b) => b == 0 ? a : Common(b, a % b);

    /// <summary>The numbers that the orders take.</summary>
    public static int Orders(int channels, int times) => Interleaving<T, V, L>.Size(channels) + (times == 1 ? 0 : Phases(times) * L.Count);

    /// <summary>From one plane of so many rows to the next: with what a vector reads beyond the last, and not on the same lines of the cache.</summary>
    public int Apart(int rows) => Room(rows, times);

    int Room(int rows, int times) => (rows * wide * times + 2 * L.Count + Workspace<T>.Line) / Workspace<T>.Line * Workspace<T>.Line;

    /// <summary>The memory that so many rows of all planes take while they are read.</summary>
    public int Size(int rows) => source.Channels * (Room(rows, times) + (times == 1 ? 0 : Room(rows, 1)));

    /// <summary>So many rows, from the given one on, to memory of <see cref="Size"/> numbers. Where the first plane begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T* Read(int item, int first, int rows, T* to)
    {
        var single = Room(rows, 1);
        new Span<T>(to, source.Channels * single).Clear();
        first -= above;
        var (skipped, left) = (Math.Max(0, -before), Math.Max(0, before));
        var pixels = Math.Min(source.Columns - skipped, wide - left);
        for (var row = Math.Max(0, -first); row < rows && first + row < source.Rows && pixels > 0; row++)
            apart.Split((T*)images + (nint)item * source.Image + (nint)(first + row) * source.Row + skipped * source.Channels, pixels, to + row * wide + left, single);
        if (times == 1) return to;
        var repeated = to + source.Channels * single;
        for (var channel = 0; channel < source.Channels; channel++) Repeat(to + channel * single, rows * wide, repeated + channel * Room(rows, times));
        return repeated;
    }

    // The lanes of a vector begin with the number that its first lane repeats.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Repeat(T* from, int count, T* to)
    {
        if (!Arithmetic<T, V>.Merges)
        {
            for (var i = 0; i < count; i++)
                for (var k = 0; k < times; k++) *to++ = from[i];
            return;
        }
        var phases = Phases(times);
        var period = phases * L.Count / times;
        for (var phase = 0; phase < phases; phase++)
        {
            var place = L.Load((T*)places + phase * L.Count);
            var into = to + phase * L.Count;
            for (var at = phase * L.Count / times; at < count; at += period, into += phases * L.Count) L.Store(Arithmetic<T, V>.Merge(L.Load(from + at), place, default), into);
        }
    }

    static T* Places(int times, T* memory)
    {
        for (var lane = 0; times > 1 && lane < Phases(times) * L.Count; lane++)
            Arithmetic<T, V>.Order(memory + lane, lane / times - lane / L.Count * L.Count / times);
        return memory;
    }
}
