namespace Dl.Core;

/// <summary>
/// Pixels of some channels side by side in vectors, and a number for each pixel that all its channels meet: which of the numbers from the one of the first lane on each lane takes.
/// These are half a vector at most, if pixels have several channels and these fill half a vector at most.
/// </summary>
/// <param name="channels">The lanes of a pixel.</param>
/// <param name="orders">Memory of <see cref="Size"/> numbers.</param>
internal readonly unsafe struct Repetition<T, V, L>(int channels, T* orders)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    readonly T* orders = Filled(channels, orders);

    /// <summary>After so many vectors a pixel begins with a vector again.</summary>
    public static int Phases(int channels) => channels / Common(channels, L.Count);

    static int Common(int a, int b) => b == 0 ? a : Common(b, a % b);

    /// <summary>The numbers that the orders take.</summary>
    public static int Size(int channels) => channels == 1 ? 0 : Phases(channels) * L.Count;

    /// <summary>The order of the vectors of a phase; null where each lane is a pixel.</summary>
    public T* Order(int phase) => channels == 1 ? null : orders + phase * L.Count;

    static T* Filled(int channels, T* orders)
    {
        for (var lane = 0; lane < Size(channels); lane++) Arithmetic<T, V>.Order(orders + lane, lane / channels - lane / L.Count * L.Count / channels);
        return orders;
    }
}
