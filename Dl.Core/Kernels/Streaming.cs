using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

/// <summary>Copies past the caches, for what is so much that none of it would still be there when it is read again: its lines are not fetched before they are
/// overwritten.</summary>
internal static unsafe class Streaming
{
    const int Line = 64;

    /// <summary>Copies so many numbers that do not overlap. Other threads see it after <see cref="Fence"/>.</summary>
    public static void Copy<T>(ref T from, ref T into, int count) where T : struct
    {
        var bytes = (nint)count * Unsafe.SizeOf<T>();
        fixed (byte* source = &Unsafe.As<T, byte>(ref from), to = &Unsafe.As<T, byte>(ref into))
        {
            var head = Math.Min(-(nint)to & (Line - 1), bytes);
            var whole = head + ((bytes - head) & ~(Line - 1));
            Buffer.MemoryCopy(source, to, head, head);
            for (var i = head; i < whole; i += Line)
                if (Avx512F.IsSupported) Avx512F.StoreAlignedNonTemporal(to + i, Vector512.Load(source + i));
                else
                {
                    Vector256.Load(source + i).StoreAlignedNonTemporal(to + i);
                    Vector256.Load(source + i + Line / 2).StoreAlignedNonTemporal(to + i + Line / 2);
                }
            Buffer.MemoryCopy(source + whole, to + whole, bytes - whole, bytes - whole);
        }
    }

    /// <summary>What was copied comes before all that this thread stores from now on. (Other processors order such stores as any.)</summary>
    public static void Fence()
    {
        if (Sse.IsSupported) Sse.StoreFence();
    }
}
