using System.Buffers;
using System.Runtime.InteropServices;

namespace Dl.Core;

/// <summary>Memory for the length of a call, dirty, that begins with a line of the cache: a vector that straddles two lines costs two loads.</summary>
internal readonly unsafe ref struct Scratch<T> where T : unmanaged
{
    readonly T[] memory;
    readonly GCHandle pin;

    public Scratch(int size)
    {
        memory = ArrayPool<T>.Shared.Rent(size + Line);
        pin = GCHandle.Alloc(memory, GCHandleType.Pinned);
        Start = (T*)((pin.AddrOfPinnedObject() + 63) & ~63);
    }

    /// <summary>The numbers in a line of the cache.</summary>
    public static int Line => 64 / sizeof(T);

    public T* Start { get; }

    public void Dispose()
    {
        pin.Free();
        ArrayPool<T>.Shared.Return(memory);
    }
}
