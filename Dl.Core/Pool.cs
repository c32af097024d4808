namespace Dl.Core;

/// <summary>
/// Free memory of one thread by size class, four classes to an octave, so that at most a fifth of an array lies idle.
/// What comes out is dirty.
/// </summary>
internal static class Pool<T> where T : struct
{
    const int Smallest = 16;

    [ThreadStatic] static Stack<T[]>?[]? classes;

    /// <summary>Whether returned memory is filled with NaN bits, so that a kernel that reads what it did not write is caught.</summary>
    internal static bool Poisoned { get; set; }

    public static T[] Rent(int size)
    {
        if (size == 0) return [];
        var rank = ClassOf(size);
        return classes?[rank] is { Count: > 0 } free ? free.Pop() : GC.AllocateUninitializedArray<T>(SizeOf(rank));
    }

    public static void Return(T[] memory)
    {
        if (memory.Length == 0) return;
        if (Poisoned) System.Runtime.InteropServices.MemoryMarshal.AsBytes(memory.AsSpan()).Fill(0xFF);
        var rank = ClassOf(memory.Length);
        ((classes ??= new Stack<T[]>?[Ranks])[rank] ??= new()).Push(memory);
    }

    /// <summary>Lets the collector have all that is free.</summary>
    public static void Drop() => classes = null;

    const int Ranks = 4 * 32;

    // Class 4e + q holds Smallest * 2^e * (1 + q/4) elements, rounded up.
    static int ClassOf(int size)
    {
        if (size <= Smallest) return 0;
        var octave = BitOperations.Log2((uint)(size - 1) / Smallest);
        for (var rank = 4 * octave; ; rank++)
            if (SizeOf(rank) >= size)
                return rank;
    }

    static int SizeOf(int rank) => (int)Math.Min((long)Smallest * (4 + rank % 4) << (rank / 4) >> 2, Array.MaxLength);
}
