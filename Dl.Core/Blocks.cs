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

/// <summary>A rule with its state: all slots in one tensor (slots, parameters) and the number of steps taken.</summary>
internal readonly record struct Slotted<T>(IBlockRule Rule, Tensor<T> Slots, long Count) where T : struct, IFloatingPointIeee754<T>;

/// <summary>
/// Runs a chain of rules over the flat vector, block by block while the block is in cache, then subtracts the update from
/// the parameters. Memory that the open region owns is handed down to the new vectors.
/// </summary>
internal static class Blocks
{
    // 1,024 floats of update, parameters and two slots old and new lie in the first-level cache.
    const int Size = 1024;

    // Blocks to a chunk of work for one thread.
    const int Chunk = 16;

    public static (Tensor<T> Parameters, Tensor<T>[] Slots) Step<T>(Tensor<T> parameters, Tensor<T> gradient, Slotted<T>[] rules)
        where T : struct, IFloatingPointIeee754<T>
    {
        var slots = Array.ConvertAll(rules, rule => rule.Slots.Successor());
        var run = new Run<T>(rules, gradient, parameters.Successor(), slots);
        Workers.Run((gradient.Shape.Size + Chunk * Size - 1) / (Chunk * Size), run, static (run, chunk) => run.Do(chunk));
        return (run.Parameters.Now, Array.ConvertAll(slots, slot => slot.Now));
    }

    sealed record Run<T>(Slotted<T>[] Rules, Tensor<T> Gradient, Handover<T> Parameters, Handover<T>[] Slots)
        where T : struct, IFloatingPointIeee754<T>
    {
        public void Do(int chunk)
        {
            var scratch = ArrayPool<T>.Shared.Rent(Size);
            var end = Math.Min((chunk + 1) * Chunk * Size, Gradient.Shape.Size);
            for (var start = chunk * Chunk * Size; start < end; start += Size)
                Do(start, scratch.AsSpan(0, Math.Min(Size, end - start)));
            ArrayPool<T>.Shared.Return(scratch);
        }

        void Do(int start, Span<T> update)
        {
            var whole = Vector<T>.IsSupported ? update.Length - update.Length % Vector<T>.Count : 0;
            Gradient.Span.Slice(start, update.Length).CopyTo(update);
            for (var i = 0; i < Rules.Length; i++)
            {
                if (whole > 0) Rules[i].Rule.On(At<Lanes<T>>(i, start, update[..whole]));
                if (whole < update.Length) Rules[i].Rule.On(At<Scalar<T>>(i, start + whole, update[whole..]));
            }
            TensorPrimitives.Subtract(Parameters.Was.Span.Slice(start, update.Length), update, Parameters.Now.Writable.Slice(start, update.Length));
        }

        Block<N> At<N>(int rule, int start, Span<T> update) where N : struct, ILane<N> => new(
            MemoryMarshal.Cast<T, N>(update),
            MemoryMarshal.Cast<T, N>(Parameters.Was.Span.Slice(start, update.Length)),
            ref Byte(MemoryMarshal.GetReference(Slots[rule].Was.Span), start),
            ref Byte(MemoryMarshal.GetReference(Slots[rule].Now.Span), start),
            (nint)Gradient.Shape.Size * Unsafe.SizeOf<T>(),
            Rules[rule].Count);

        static ref byte Byte(in T origin, int start) => ref Unsafe.As<T, byte>(ref Unsafe.Add(ref Unsafe.AsRef(in origin), start));
    }
}
