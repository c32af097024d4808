using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dl.Core;

/// <summary>
/// One block of the flat vector as an optimizer link sees it: what is about to be subtracted from the parameters, the
/// parameters themselves, and the link's own slots before and after.
/// </summary>
/// <typeparam name="N">One number or several side by side; the link cannot tell.</typeparam>
public readonly ref struct Block<N> where N : struct, ILane<N>
{
    readonly ref byte was, now;
    readonly nint stride;

    internal Block(Span<N> update, ReadOnlySpan<N> parameters, ref byte was, ref byte now, nint stride, long count)
    {
        Update = update;
        Parameters = parameters;
        this.stride = stride;
        Count = count;
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
    public ReadOnlySpan<N> Was(int slot) => MemoryMarshal.CreateReadOnlySpan(ref At(in was, slot), Length);

    /// <summary>Slot <paramref name="slot"/> of the link after this step; write every lane. May be the same memory as before.</summary>
    public Span<N> Now(int slot) => MemoryMarshal.CreateSpan(ref At(in now, slot), Length);

    ref N At(ref readonly byte origin, int slot) =>
        ref Unsafe.As<byte, N>(ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in origin), slot * stride));
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
        public void Do(int chunk)
        {
            var scratch = ArrayPool<T>.Shared.Rent(Size);
            var end = Math.Min((chunk + 1) * Chunk * Size, Update.Shape.Size);
            for (var start = chunk * Chunk * Size; start < end; start += Size)
                Do(start, scratch.AsSpan(0, Math.Min(Size, end - start)));
            ArrayPool<T>.Shared.Return(scratch);
        }

        void Do(int start, Span<T> update)
        {
            Update.Span.Slice(start, update.Length).CopyTo(update);
            for (var i = 0; i < Rules.Length; i++)
                if (Rules[i].Only is { } only) Do(i, only, start, update);
                else Do(i, start, update);
            var into = Parameters.Now.Writable.Slice(start, update.Length);
            if (Subtract) TensorPrimitives.Subtract(Parameters.Was.Span.Slice(start, update.Length), update, into);
            else update.CopyTo(into);
        }

        void Do(int rule, Stretch[] only, int start, Span<T> update)
        {
            var end = start + update.Length;
            Stay(Slots[rule], start, update.Length);
            for (var i = First(only, start); i < only.Length && only[i].Start < end; i++)
            {
                var (from, to) = (Math.Max(start, only[i].Start), Math.Min(end, only[i].End));
                Do(rule, from, update[(from - start)..(to - start)]);
            }
        }

        void Do(int rule, int start, Span<T> update)
        {
            var whole = Vector<T>.IsSupported ? update.Length - update.Length % Vector<T>.Count : 0;
            if (whole > 0) Rules[rule].Rule.On(At<Lanes<T>>(rule, start, update[..whole]));
            if (whole < update.Length) Rules[rule].Rule.On(At<Scalar<T>>(rule, start + whole, update[whole..]));
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

        Block<N> At<N>(int rule, int start, Span<T> update) where N : struct, ILane<N> => new(
            MemoryMarshal.Cast<T, N>(update),
            MemoryMarshal.Cast<T, N>(Parameters.Was.Span.Slice(start, update.Length)),
            ref Byte(MemoryMarshal.GetReference(Slots[rule].Was.Span), start),
            ref Byte(MemoryMarshal.GetReference(Slots[rule].Now.Span), start),
            (nint)Update.Shape.Size * Unsafe.SizeOf<T>(),
            Rules[rule].Count);

        static ref byte Byte(in T origin, int start) => ref Unsafe.As<T, byte>(ref Unsafe.Add(ref Unsafe.AsRef(in origin), start));
    }
}
