using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>R vectors below each other between memory and registers; of a cut one the lanes of the mask.</summary>
internal static unsafe class VectorColumn<T, V, L, E>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
    where E : IEdge
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read<R>(T* from, nint row, V mask, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5, out V v6, out V v7) where R : ISize
    {
        v0 = Read(from, mask);
        v1 = R.Value > 1 ? Read(from + row, mask) : default;
        v2 = R.Value > 2 ? Read(from + 2 * row, mask) : default;
        v3 = R.Value > 3 ? Read(from + 3 * row, mask) : default;
        v4 = R.Value > 4 ? Read(from + 4 * row, mask) : default;
        v5 = R.Value > 5 ? Read(from + 5 * row, mask) : default;
        v6 = R.Value > 6 ? Read(from + 6 * row, mask) : default;
        v7 = R.Value > 7 ? Read(from + 7 * row, mask) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<R>(T* to, nint row, V mask, V v0, V v1, V v2, V v3, V v4, V v5, V v6, V v7) where R : ISize
    {
        Write(to, mask, v0);
        if (R.Value > 1) Write(to + row, mask, v1);
        if (R.Value > 2) Write(to + 2 * row, mask, v2);
        if (R.Value > 3) Write(to + 3 * row, mask, v3);
        if (R.Value > 4) Write(to + 4 * row, mask, v4);
        if (R.Value > 5) Write(to + 5 * row, mask, v5);
        if (R.Value > 6) Write(to + 6 * row, mask, v6);
        if (R.Value > 7) Write(to + 7 * row, mask, v7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Read(T* from, V mask) => E.Cut ? L.Load(from, mask) : L.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Write(T* to, V mask, V value)
    {
        if (E.Cut) L.Store(value, to, mask);
        else L.Store(value, to);
    }
}
