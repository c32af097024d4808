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

/// <summary>A rule that multiplies every update by the same number. At the end of a chain it takes no pass of its own.</summary>
public interface IScalingRule : IBlockRule
{
    /// <summary>The number of a step, counted from 1.</summary>
    double Factor(long count);
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
internal static partial class Blocks
{
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
        if (run.Update.Shape.Size >= Few) Workers.Run(run.Chunks, run, static (run, chunk) => run.Do(chunk));
        else for (var chunk = 0; chunk < run.Chunks; chunk++) run.Do(chunk);
        return (run.Parameters.Now, Array.ConvertAll(run.Slots, slot => slot.Now));
    }
}
