using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dl.Core;

/// <summary>
/// One block of the flat vector as an optimizer link sees it: what is about to be subtracted from the parameters, the
/// parameters themselves, and the link's own slots before and after.
/// </summary>
/// <typeparam name="N">One number or several side by side; the link cannot tell.</typeparam>
public readonly ref struct Block<N> where N : struct, ILane<N>
{
    readonly ref byte was, now;
    readonly nint wasStride, nowStride;

    internal Block(Span<N> update, ReadOnlySpan<N> parameters, ref byte was, nint wasStride, ref byte now, nint nowStride, long count)
    {
        Update = update;
        Parameters = parameters;
        Count = count;
        (this.wasStride, this.nowStride) = (wasStride, nowStride);
        this.was = ref was;
        this.now = ref now;
    }

    /// <summary>The number of lanes.</summary>
    public int Length => Update.Length;

    /// <summary>What will be subtracted from the parameters: the gradient at first, then what the links made of it.</summary>
    public Span<N> Update { get; }

    /// <summary>The parameters before the step.</summary>
    public ReadOnlySpan<N> Parameters { get; }

    /// <summary>The number of this step, counted from 1: the papers' t.</summary>
    public long Count { get; }

    /// <summary>Slot <paramref name="slot"/> of the link before this step; zero at first.</summary>
    public ReadOnlySpan<N> Was(int slot) => MemoryMarshal.CreateReadOnlySpan(ref At(in was, slot * wasStride), Length);

    /// <summary>Slot <paramref name="slot"/> of the link after this step; write every lane. May be the same memory as before.</summary>
    public Span<N> Now(int slot) => MemoryMarshal.CreateSpan(ref At(in now, slot * nowStride), Length);

    static ref N At(ref readonly byte origin, nint offset) => ref Unsafe.As<byte, N>(ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in origin), offset));
}

/// <summary>A rule for each coordinate of the flat vector, as the driver of <see cref="Blocks"/> runs it.</summary>
public interface IBlockRule
{
    /// <summary>Turns the update and the slots of one block into the next ones.</summary>
    void On<N>(Block<N> block) where N : struct, ILane<N>;
}

/// <summary>A vector before a step and after it: the same memory when it was handed down.</summary>
internal readonly record struct Handover<T>(Tensor<T> Was, Tensor<T> Now) where T : struct, IFloatingPointIeee754<T>;

/// <summary>A part of the flat vector, from its first coordinate to the one behind its last.</summary>
internal readonly record struct Stretch(int Start, int End);

/// <summary>A rule with its state: all slots in one tensor (slots, parameters), the number of this step, and where it acts:
/// on stretches in ascending order, or everywhere.</summary>
internal readonly record struct Slotted<T>(IBlockRule Rule, Tensor<T> Slots, long Count, Stretch[]? Only = null) where T : struct, IFloatingPointIeee754<T>;

/// <summary>
/// Runs a chain of rules over the flat vector, block by block while the block is in cache. Memory that the open region owns
/// is handed down to the new vectors.
/// </summary>
internal static class Blocks
{
    // 1,024 floats of update, parameters and two slots old and new lie in the first-level cache.
    const int Size = 1024;

    // Blocks to a chunk of work for one thread.
    const int Chunk = 16;

    // Bytes of new memory from which on they are written past the caches. Adam on 1,000,000 floats on one core of a Zen 5 took 0.33 ms so and 0.48 ms
    // otherwise, and on 10,000,000 5.8 and 9.4 ms.
    const long Large = 1 << 22;

    /// <summary>Subtracts what the rules make of the update from the parameters.</summary>
    public static (Tensor<T> Parameters, Tensor<T>[] Slots) Step<T>(Tensor<T> parameters, Tensor<T> update, Slotted<T>[] rules)
        where T : struct, IFloatingPointIeee754<T>
    {
        var slots = Array.ConvertAll(rules, rule => rule.Slots.Successor());
        return Go(new Run<T>(rules, update, parameters.Successor(), slots, Subtract: true));
    }

    /// <summary>What the rules make of the update; the parameters stay.</summary>
    public static (Tensor<T> Update, Tensor<T>[] Slots) Turn<T>(Tensor<T> parameters, Tensor<T> update, Slotted<T>[] rules)
        where T : struct, IFloatingPointIeee754<T>
    {
        var slots = Array.ConvertAll(rules, rule => rule.Slots.Successor());
        return Go(new Run<T>(rules, update, new(parameters, Tensor<T>.Rent(update.Shape)), slots, Subtract: false));
    }

    static (Tensor<T>, Tensor<T>[]) Go<T>(Run<T> run) where T : struct, IFloatingPointIeee754<T>
    {
        Workers.Run((run.Update.Shape.Size + Chunk * Size - 1) / (Chunk * Size), run, static (run, chunk) => run.Do(chunk));
        return (run.Parameters.Now, Array.ConvertAll(run.Slots, slot => slot.Now));
    }

    // Parameters.Now takes what comes out: the next parameters, or the update.
    sealed record Run<T>(Slotted<T>[] Rules, Tensor<T> Update, Handover<T> Parameters, Handover<T>[] Slots, bool Subtract)
        where T : struct, IFloatingPointIeee754<T>
    {
        // The most new slots of a rule that are written past the caches, by way of the scratch memory; -1 where nothing is.
        readonly int streamed = Streamed(Rules, Parameters, Slots);

        static int Streamed(Slotted<T>[] rules, Handover<T> parameters, Handover<T>[] slots)
        {
            var (fresh, most) = (IsFresh(parameters) ? (long)parameters.Now.Shape.Size : 0, 0);
            for (var i = 0; i < slots.Length; i++)
                if (IsFresh(slots[i]))
                {
                    fresh += slots[i].Now.Shape.Size;
                    if (rules[i].Only is null) most = Math.Max(most, slots[i].Now.Shape[0]);
                }
            return fresh * Unsafe.SizeOf<T>() < Large ? -1 : most;
        }

        static bool IsFresh(Handover<T> vector) => !ReferenceEquals(vector.Was, vector.Now);

        public void Do(int chunk)
        {
            var scratch = ArrayPool<T>.Shared.Rent((2 + Math.Max(0, streamed)) * Size);
            // A vector that straddles two lines of the cache is loaded twice.
            var memory = scratch.AsSpan(Start(scratch));
            var end = Math.Min((chunk + 1) * Chunk * Size, Update.Shape.Size);
            for (var start = chunk * Chunk * Size; start < end; start += Size)
                Do(start, memory[..Math.Min(Size, end - start)], memory[Size..]);
            if (streamed >= 0) Streaming.Fence();
            ArrayPool<T>.Shared.Return(scratch);
        }

        static unsafe int Start(T[] scratch)
        {
            const int line = 64;
            var off = -(nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(scratch)) & (line - 1);
            return off % Unsafe.SizeOf<T>() == 0 ? (int)off / Unsafe.SizeOf<T>() : 0;
        }

        void Do(int start, Span<T> update, Span<T> next)
        {
            Update.Span.Slice(start, update.Length).CopyTo(update);
            for (var i = 0; i < Rules.Length; i++)
                if (Rules[i].Only is { } only) Do(i, only, start, update);
                else if (streamed >= 0 && IsFresh(Slots[i])) Do(i, start, update, next);
                else Do(i, start, update, ref Now(i, start), Update.Shape.Size);
            var into = Parameters.Now.Writable.Slice(start, update.Length);
            if (streamed < 0 || !IsFresh(Parameters))
            {
                if (Subtract) TensorPrimitives.Subtract(Parameters.Was.Span.Slice(start, update.Length), update, into);
                else update.CopyTo(into);
                return;
            }
            if (Subtract) TensorPrimitives.Subtract(Parameters.Was.Span.Slice(start, update.Length), update, update);
            Streaming.Copy(update, into);
        }

        void Do(int rule, Stretch[] only, int start, Span<T> update)
        {
            var end = start + update.Length;
            Stay(Slots[rule], start, update.Length);
            for (var i = First(only, start); i < only.Length && only[i].Start < end; i++)
            {
                var (from, to) = (Math.Max(start, only[i].Start), Math.Min(end, only[i].End));
                Do(rule, from, update[(from - start)..(to - start)], ref Now(rule, from), Update.Shape.Size);
            }
        }

        // The new slots go to the scratch memory and from there past the caches.
        void Do(int rule, int start, Span<T> update, Span<T> next)
        {
            Do(rule, start, update, ref MemoryMarshal.GetReference(next), Size);
            for (var (slot, size) = (0, Update.Shape.Size); slot < Slots[rule].Now.Shape[0]; slot++)
                Streaming.Copy(next.Slice(slot * Size, update.Length), Slots[rule].Now.Writable.Slice(slot * size + start, update.Length));
        }

        // The new slots of the first coordinate lie at now, and each further slot so many numbers behind the one before.
        void Do(int rule, int start, Span<T> update, ref T now, int stride)
        {
            var width = Wide<T>.IsSupported ? Vector512<T>.Count : Vector<T>.IsSupported ? Vector<T>.Count : int.MaxValue;
            var whole = update.Length - update.Length % width;
            if (whole > 0 && Wide<T>.IsSupported) Rules[rule].Rule.On(At<Wide<T>>(rule, start, update[..whole], ref now, stride));
            else if (whole > 0) Rules[rule].Rule.On(At<Lanes<T>>(rule, start, update[..whole], ref now, stride));
            if (whole < update.Length) Rules[rule].Rule.On(At<Scalar<T>>(rule, start + whole, update[whole..], ref Unsafe.Add(ref now, whole), stride));
        }

        // Where a rule does not act, its slots stay as they were.
        static void Stay(Handover<T> slots, int start, int length)
        {
            if (ReferenceEquals(slots.Was, slots.Now)) return;
            for (var (slot, size) = (0, slots.Was.Shape[1]); slot < slots.Was.Shape[0]; slot++)
                slots.Was.Span.Slice(slot * size + start, length).CopyTo(slots.Now.Writable[(slot * size + start)..]);
        }

        // The first stretch that ends behind a coordinate.
        static int First(Stretch[] stretches, int at)
        {
            var (low, high) = (0, stretches.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (stretches[middle].End <= at) low = middle + 1;
                else high = middle;
            }
            return low;
        }

        Block<N> At<N>(int rule, int start, Span<T> update, ref T now, int stride) where N : struct, ILane<N> => new(
            MemoryMarshal.Cast<T, N>(update),
            MemoryMarshal.Cast<T, N>(Parameters.Was.Span.Slice(start, update.Length)),
            ref Unsafe.As<T, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(Slots[rule].Was.Writable), start)),
            (nint)Update.Shape.Size * Unsafe.SizeOf<T>(),
            ref Unsafe.As<T, byte>(ref now),
            (nint)stride * Unsafe.SizeOf<T>(),
            Rules[rule].Count);

        // The first number of new slots from a coordinate on; of none, any place.
        ref T Now(int rule, int start) => ref Unsafe.Add(ref MemoryMarshal.GetReference(Slots[rule].Now.Writable), start);
    }
}
