using System.Runtime.InteropServices;

namespace Dl.Core;

/// <summary>
/// Free memory of one thread by size class, four classes to an octave, so that at most a fifth of an array lies idle.
/// What comes out is dirty.
/// </summary>
internal static class Pool<T> where T : struct
{
    const int Smallest = 16;

    // Up to the longest array that there can be.
    const int Ranks = 4 * 27 + 1;

    [ThreadStatic] static Shelf[]? shelves;

    /// <summary>Whether returned memory is filled with NaN bits, so that a kernel that reads what it did not write is caught.</summary>
    internal static bool Poisoned { get; set; }

    public static T[] Rent(int size)
    {
        if (size == 0) return [];
        var rank = RankOf(size);
        return shelves is { } mine && mine[rank].Take() is { } free ? free : GC.AllocateUninitializedArray<T>(SizeOf(rank));
    }

    public static void Return(T[] memory)
    {
        if (memory.Length == 0) return;
        if (Poisoned) MemoryMarshal.AsBytes(memory.AsSpan()).Fill(0xFF);
        (shelves ??= new Shelf[Ranks])[RankOf(memory.Length)].Put(memory);
    }

    /// <summary>Lets the collector have all that is free.</summary>
    public static void Drop() => shelves = null;

    // Rank 4e + q has arrays of Smallest * 2^e * (1 + q/4) elements. One less than the size lies in octave e, and its next two bits are q - 1.
    static int RankOf(int size)
    {
        if (size <= Smallest) return 0;
        var last = (uint)(size - 1);
        var octave = BitOperations.Log2(last / Smallest);
        return 4 * octave + (int)((last >> (octave + 2)) & 3) + 1;
    }

    static int SizeOf(int rank) => (int)Math.Min((long)Smallest * (4 + rank % 4) << (rank / 4) >> 2, Array.MaxLength);

    // Free arrays of one size, the last that came on top: it is the likeliest to be in cache.
    struct Shelf
    {
        T[]?[]? free;
        int count;

        public T[]? Take()
        {
            if (count == 0) return null;
            var taken = free![--count];
            free[count] = null;
            return taken;
        }

        public void Put(T[] memory)
        {
            if (free is null) free = new T[4][];
            else if (count == free.Length) Array.Resize(ref free, 2 * count);
            free[count++] = memory;
        }
    }
}
