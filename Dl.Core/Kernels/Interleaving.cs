using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>Pixels of several channels side by side taken apart to planes, one for each channel, and put together again.</summary>
/// <remarks>
/// As many vectors of pixels as there are channels become as many vectors of planes, or the other way round: each lane of the result is picked from one of them, which
/// the orders tell. Where there are many channels squares are transposed instead.
/// </remarks>
internal readonly unsafe struct Interleaving<T, V, L>(int channels, T* orders)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    // Beyond so many channels picking costs more than transposing.
    const int Most = 12;

    static bool Picks(int channels) => Arithmetic<T, V>.Merges && channels is > 1 and <= Most;

    /// <summary>The numbers that the orders for some channels take.</summary>
    public static int Size(int channels) => Picks(channels) ? channels * channels * L.Count : 0;

    /// <summary>That takes pixels apart.</summary>
    public static Interleaving<T, V, L> Apart(int channels, T* memory)
    {
        var i = 0;
        for (var plane = 0; plane < channels && Picks(channels); plane++)
            for (var vector = 0; vector < channels; vector++)
                for (var (lane, at) = (0, plane - vector * L.Count); lane < L.Count; lane++, at += channels)
                    Set(memory, i++, at >= 0 && at < L.Count ? L.Count + at : lane);
        return new(channels, memory);
    }

    /// <summary>That puts planes together.</summary>
    public static Interleaving<T, V, L> Together(int channels, T* memory)
    {
        var i = 0;
        for (var vector = 0; vector < channels && Picks(channels); vector++)
            for (var plane = 0; plane < channels; plane++)
            {
                var (pixel, channel) = Math.DivRem(vector * L.Count, channels);
                for (var lane = 0; lane < L.Count; lane++)
                {
                    Set(memory, i++, channel == plane ? L.Count + pixel : lane);
                    if (++channel == channels) (pixel, channel) = (pixel + 1, 0);
                }
            }
        return new(channels, memory);
    }

    static void Set(T* memory, int at, int value)
    {
        if (sizeof(T) == sizeof(int)) ((int*)memory)[at] = value;
        else ((long*)memory)[at] = value;
    }

    /// <summary>Some pixels side by side to planes so far from each other.</summary>
    public void Split(T* from, int pixels, T* planes, nint apart)
    {
        if (channels == 1) new ReadOnlySpan<T>(from, pixels).CopyTo(new(planes, pixels));
        else if (Picks(channels))
            for (; pixels > 0; pixels -= L.Count, from += L.Count * channels, planes += L.Count)
                Pick(from, L.Count, pixels * channels, L.Count, planes, apart, pixels, 0, false);
        else Packing<T, V, L>.Transpose(new(from, 1, channels), planes, channels, pixels, apart);
    }

    /// <summary>
    /// Some pixels of planes so far from each other to pixels side by side; or they are added there. Where it may, a last vector writes what lies behind them as well.
    /// </summary>
    public void Join(T* planes, nint apart, int pixels, T* to, bool add, bool beyond)
    {
        if (beyond && Picks(channels)) pixels = (pixels + L.Count - 1) / L.Count * L.Count;
        if (channels == 1 && !add) new ReadOnlySpan<T>(planes, pixels).CopyTo(new(to, pixels));
        else if (Picks(channels))
            for (; pixels > 0; pixels -= L.Count, to += L.Count * channels, planes += L.Count)
                Pick(planes, apart, pixels, 0, to, L.Count, pixels * channels, L.Count, add);
        else
            for (var c = 0; c < channels; c++)
                for (var i = 0; i < pixels; i++)
                {
                    var value = planes[c * apart + i];
                    to[i * channels + c] = add ? to[i * channels + c] + value : value;
                }
    }

    // Vector i of the source has `have - i less` numbers left, and so has the target.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Pick(T* from, nint fromStep, int have, int haveLess, T* to, nint toStep, int want, int wantLess, bool add)
    {
        var whole = have - (channels - 1) * haveLess >= L.Count && want - (channels - 1) * wantLess >= L.Count;
        var order = orders;
        for (var j = 0; j < channels; j++, to += toStep, want -= wantLess)
        {
            var picked = default(V);
            var source = from;
            if (whole)
            {
                for (var i = 0; i < channels; i++, source += fromStep, order += L.Count)
                    picked = Arithmetic<T, V>.Merge(picked, L.Load(order), L.Load(source));
                L.Store(add ? Arithmetic<T, V>.Add(L.Load(to), picked) : picked, to);
                continue;
            }
            for (var (i, left) = (0, have); i < channels; i++, source += fromStep, order += L.Count, left -= haveLess)
                picked = Arithmetic<T, V>.Merge(picked, L.Load(order), left >= L.Count ? L.Load(source) : L.Load(source, L.First(Math.Max(0, left))));
            if (want <= 0) continue;
            var mask = L.First(Math.Min(want, L.Count));
            L.Store(add ? Arithmetic<T, V>.Add(L.Load(to, mask), picked) : picked, to, mask);
        }
    }
}
