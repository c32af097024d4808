using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

internal static partial class Blocks
{
    // 512 floats of update, parameters and two slots old and new take a third of a first-level cache of 48 kB.
    const int Size = 512;

    // Numbers to a chunk of work for one thread.
    const int Chunk = 32 * Size;

    // Fewer numbers stay with one thread: the other one would have to fetch half of them, and give them back. The 101,770 of the perceptron 784-128-10 gain 4 us of 53.
    const int Few = 1 << 16;

    // Bytes of a line of the cache, and so at least the numbers in it.
    const int Line = 64;

    // Bytes of new memory from which on they are written past the caches. Adam on 1,000,000 floats on one core of a busy Zen 5 took 0.78 ms so and
    // 1.02 ms otherwise; on 10,000,000 it makes no difference.
    const long Large = 1 << 22;

    // Bytes of gradient, parameters and slots from which on the next block is called for while this one is at work: they come from memory, and a block is too short for
    // the processor to foresee. Momentum on 10,000,000 floats on a Zen 5 takes 3.5 ms so and 5.2 otherwise, on two cores 3.1 and 3.7; 1,000,000, which are in the last-level cache, would take a third more.
    const long Beyond = 1 << 25;

    // A rule for one kind of lane.
    delegate void Act<N>(Block<N> block) where N : struct, ILane<N>;

    // Where the numbers of a tensor lie: what would otherwise be asked for in every block.
    readonly struct Place<T>(Tensor<T> tensor) where T : struct, IFloatingPointIeee754<T>
    {
        readonly T[] memory = tensor.Array;
        readonly int first = tensor.First;

        public ref T this[nint i] => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(memory), first + i);

        public ref N At<N>(nint i) where N : struct => ref Unsafe.As<T, N>(ref this[i]);
    }

    // Parameters.Now takes what comes out: the next parameters, or the update.
    sealed record Run<T>(Slotted<T>[] Rules, Tensor<T> Update, Handover<T> Parameters, Handover<T>[] Slots, bool Subtract)
        where T : struct, IFloatingPointIeee754<T>
    {
        readonly int size = Update.Shape.Size;

        // The most new slots of a rule that are written past the caches, by way of the scratch memory; -1 where nothing is.
        readonly int streamed = Streamed(Rules, Parameters, Slots);

        readonly Place<T> gradient = new(Update), was = new(Parameters.Was), now = new(Parameters.Now);
        readonly Place<T>[] slotsWas = Array.ConvertAll(Slots, slot => new Place<T>(slot.Was)), slotsNow = Array.ConvertAll(Slots, slot => new Place<T>(slot.Now));

        // To find a method of a generic interface takes a tenth of the time of a block.
        readonly Act<Wide<T>>[] wide = Wide<T>.IsSupported ? Array.ConvertAll(Rules, one => new Act<Wide<T>>(one.Rule.On)) : [];
        readonly Act<Lanes<T>>[] lanes = Vector<T>.IsSupported && !Wide<T>.IsSupported ? Array.ConvertAll(Rules, one => new Act<Lanes<T>>(one.Rule.On)) : [];
        readonly Act<Scalar<T>>[] scalars = Array.ConvertAll(Rules, one => new Act<Scalar<T>>(one.Rule.On));

        // What the last rule multiplies all updates by on their way to the parameters; null where it does more, or nothing.
        readonly double? factor = Subtract && Rules is [.., { Only: null, Rule: IScalingRule scaling } last] ? scaling.Factor(last.Count) : null;

        readonly bool calls = Sse.IsSupported && (2L + Slots.Sum(slot => (long)slot.Was.Shape[0])) * Update.Shape.Size * Unsafe.SizeOf<T>() >= Beyond;

        public int Chunks => (size + Chunk - 1) / Chunk;

        static int Width => Wide<T>.IsSupported ? Vector512<T>.Count : Vector<T>.IsSupported ? Vector<T>.Count : 1;

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
            var scratch = ArrayPool<T>.Shared.Rent((1 + Math.Max(0, streamed)) * Size + Line);
            // A vector that straddles two lines of the cache is loaded twice.
            ref var memory = ref scratch[Pool<T>.Start(scratch, scratch.Length - Line)];
            var (start, end) = (chunk * Chunk, Math.Min((chunk + 1) * Chunk, size));
            for (var whole = end - (end - start) % Width; start < whole; start = Math.Min(start + Size, whole))
            {
                if (calls && start + 2 * Size <= end) Call(start + Size);
                Do(start, Math.Min(Size, whole - start), ref memory);
            }
            if (start < end) Do(scalars, start, end - start, ref memory);
            if (streamed >= 0) Streaming.Fence();
            ArrayPool<T>.Shared.Return(scratch);
        }

        void Call(int start)
        {
            Call(in gradient[start]);
            Call(in was[start]);
            for (var i = 0; i < slotsWas.Length; i++)
                for (var slot = 0; slot < Slots[i].Was.Shape[0]; slot++) Call(in slotsWas[i][start + (nint)slot * size]);
        }

        static unsafe void Call(ref readonly T block)
        {
            fixed (byte* first = &Unsafe.As<T, byte>(ref Unsafe.AsRef(in block)))
                for (var i = 0; i < Size * Unsafe.SizeOf<T>(); i += Line) Sse.Prefetch0(first + i);
        }

        void Do(int start, int length, ref T update)
        {
            if (Wide<T>.IsSupported) Do(wide, start, length, ref update);
            else if (Vector<T>.IsSupported) Do(lanes, start, length, ref update);
            else Do(scalars, start, length, ref update);
        }

        // The update and behind it the new slots of a rule that go past the caches. A rule that the compiler draws in here loses its constants from the registers.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Do<N>(Act<N>[] acts, int start, int length, ref T update) where N : struct, ILane<N>
        {
            ref var lane = ref Unsafe.As<T, N>(ref update);
            var count = length / (Unsafe.SizeOf<N>() / Unsafe.SizeOf<T>());
            var passes = factor is null ? acts.Length : acts.Length - 1;
            if (passes > 0 || !Subtract) Copy(ref gradient.At<N>(start), ref lane, count);
            for (var i = 0; i < passes; i++)
                if (Rules[i].Only is { } only) Do(i, only, start, length, ref update);
                else if (streamed < 0 || !IsFresh(Slots[i])) acts[i](At<N>(i, start, ref update, count, ref slotsNow[i][start], size));
                else
                {
                    ref var next = ref Unsafe.Add(ref update, Size);
                    acts[i](At<N>(i, start, ref update, count, ref next, Size));
                    for (var slot = 0; slot < Slots[i].Now.Shape[0]; slot++) Streaming.Copy(ref Unsafe.Add(ref next, slot * Size), ref slotsNow[i][(nint)slot * size + start], length);
                }
            var streams = streamed >= 0 && IsFresh(Parameters);
            if (Subtract) Difference(ref was.At<N>(start), ref passes > 0 ? ref lane : ref gradient.At<N>(start), N.Of(factor ?? 1), ref streams ? ref lane : ref now.At<N>(start), count);
            if (streams) Streaming.Copy(ref update, ref now[start], length);
            else if (!Subtract) Copy(ref lane, ref now.At<N>(start), count);
        }

        // From the first to the last: what touches both ends before it goes from one to the other is not foreseen by the processor.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        static void Copy<N>(ref N from, ref N into, nint count) where N : struct
        {
            for (nint i = 0; i < count; i++) Unsafe.Add(ref into, i) = Unsafe.Add(ref from, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        static void Difference<N>(ref N x, ref N y, N factor, ref N into, nint count) where N : struct, ILane<N>
        {
            for (nint i = 0; i < count; i++) Unsafe.Add(ref into, i) = Unsafe.Add(ref x, i) - factor * Unsafe.Add(ref y, i);
        }

        void Do(int rule, Stretch[] only, int start, int length, ref T update)
        {
            var end = start + length;
            Stay(Slots[rule], start, length);
            for (var i = First(only, start); i < only.Length && only[i].Start < end; i++)
            {
                var (from, to) = (Math.Max(start, only[i].Start), Math.Min(end, only[i].End));
                Do(rule, from, to - from, ref Unsafe.Add(ref update, from - start), ref slotsNow[rule][from]);
            }
        }

        // As many whole vectors as there are, wherever they begin.
        void Do(int rule, int start, int length, ref T update, ref T next)
        {
            var whole = length - length % Width;
            if (whole > 0 && Wide<T>.IsSupported) wide[rule](At<Wide<T>>(rule, start, ref update, whole / Width, ref next, size));
            else if (whole > 0 && Vector<T>.IsSupported) lanes[rule](At<Lanes<T>>(rule, start, ref update, whole / Width, ref next, size));
            else whole = 0;
            if (whole < length) scalars[rule](At<Scalar<T>>(rule, start + whole, ref Unsafe.Add(ref update, whole), length - whole, ref Unsafe.Add(ref next, whole), size));
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

        // The new slots of the first coordinate lie at next, and each further slot so many numbers behind the one before.
        Block<N> At<N>(int rule, int start, ref T update, int count, ref T next, int stride) where N : struct, ILane<N> => new(
            MemoryMarshal.CreateSpan(ref Unsafe.As<T, N>(ref update), count),
            MemoryMarshal.CreateReadOnlySpan(ref was.At<N>(start), count),
            ref slotsWas[rule].At<byte>(start),
            (nint)size * Unsafe.SizeOf<T>(),
            ref Unsafe.As<T, byte>(ref next),
            (nint)stride * Unsafe.SizeOf<T>(),
            Rules[rule].Count);
    }
}
