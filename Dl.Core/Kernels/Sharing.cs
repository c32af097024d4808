using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dl.Core;

/// <summary>Writes one part of a span.</summary>
internal delegate void Part<T, in S>(Span<T> into, S state, int part);

/// <summary>The writing of one span, shared by the workers.</summary>
internal static class Sharing
{
    // Multiply-adds of a part, about: what is worth waking a thread for.
    const long Grain = 1 << 18;

    /// <summary>Into how many parts to cut so many pieces that cost so much each. It depends on the work alone.</summary>
    public static int Parts(int pieces, long cost) => (int)Math.Clamp(pieces / Math.Max(1, Grain / Math.Max(1, cost)), 1, Math.Max(1, pieces));

    /// <summary>Writes items of equal cost, each to a place of its own: small ones are shared by the workers, large ones share themselves.</summary>
    public static void Items<T, S>(Span<T> into, int items, long cost, S state, Part<T, S> item) where T : struct
    {
        var parts = cost >= Grain ? 1 : Parts(items, cost);
        Run(into, parts, (items, parts, state, item), static (into, s, part) =>
        {
            for (var i = (int)((long)s.items * part / s.parts); i < (int)((long)s.items * (part + 1) / s.parts); i++)
                s.item(into, s.state, i);
        });
    }

    /// <summary>Runs every part, in any order; parts write to places of their own.</summary>
    public static unsafe void Run<T, S>(Span<T> into, int parts, S state, Part<T, S> part) where T : struct
    {
        if (parts < 2 || RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            for (var i = 0; i < parts; i++) part(into, state, i);
            return;
        }
        fixed (byte* start = &Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(into)))
            Workers.Run(parts, (Start: (nint)start, into.Length, state, part), static (s, i) => s.part(new Span<T>((void*)s.Start, s.Length), s.state, i));
    }
}
