using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>Pixels of several channels side by side taken apart to planes, one for each channel.</summary>
/// <remarks>
/// As many vectors of pixels as there are channels become as many vectors of planes: each lane of the result is picked from one of them, which
/// the orders tell. Where there are many channels squares are transposed instead.
/// </remarks>
internal readonly unsafe struct Interleaving<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    // Beyond so many channels picking costs more than transposing.
    const int Most = 12;

    readonly int channels;
    readonly T* orders;

    /// <summary>For so many channels, with memory for <see cref="Size"/> numbers.</summary>
    public Interleaving(int channels, T* memory)
    {
        this.channels = channels;
        orders = memory;
        for (var plane = 0; plane < channels && Picks(channels); plane++)
            for (var vector = 0; vector < channels; vector++)
                for (var (lane, at) = (0, plane - vector * L.Count); lane < L.Count; lane++, at += channels)
                    Arithmetic<T, V>.Order(memory++, at >= 0 && at < L.Count ? L.Count + at : lane);
    }

    static bool Picks(int channels) => Arithmetic<T, V>.Merges && channels is > 1 and <= Most;

    /// <summary>The numbers that the orders for some channels take.</summary>
    public static int Size(int channels) => Picks(channels) ? channels * channels * L.Count : 0;

    /// <summary>Some pixels side by side to planes so far from each other.</summary>
    public void Split(T* from, int pixels, T* planes, nint apart)
    {
        if (channels == 1)
        {
            var whole = pixels / L.Count * L.Count;
            for (var i = 0; i < whole; i += L.Count) L.Store(L.Load(from + i), planes + i);
            var mask = L.First(pixels - whole);
            L.Store(L.Load(from + whole, mask), planes + whole, mask);
        }
        else if (Picks(channels))
            for (; pixels > 0; pixels -= L.Count, from += L.Count * channels, planes += L.Count) Pick(from, pixels, planes, apart);
        else Packing<T, V, L>.Transpose(new(from, 1, channels), planes, channels, pixels, apart);
    }

    // A vector of pixels of each plane, the last of which may be cut.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Pick(T* from, int pixels, T* to, nint apart)
    {
        var mask = L.First(Math.Min(pixels, L.Count));
        var order = orders;
        for (var j = 0; j < channels; j++, to += apart)
        {
            var picked = default(V);
            var source = from;
            for (var (i, left) = (0, pixels * channels); i < channels; i++, source += L.Count, order += L.Count, left -= L.Count)
                picked = Arithmetic<T, V>.Merge(picked, L.Load(order), left >= L.Count ? L.Load(source) : L.Load(source, L.First(Math.Max(0, left))));
            if (pixels >= L.Count) L.Store(picked, to);
            else L.Store(picked, to, mask);
        }
    }
}
