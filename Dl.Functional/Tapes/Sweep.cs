using System.Buffers;

namespace Dl.Functional;

/// <summary>
/// Back-propagation: reads a tape from its newest record to its oldest and adds up cotangents. A loop, however deep the
/// network. Only recipes whose input is on the tape are run, those of leaves straight into the flat gradient; slices that
/// nobody wrote are zero.
/// </summary>
internal static class Sweep
{
    /// <summary>The gradient of the flat vector, given the cotangent of one value on the tape.</summary>
    /// <param name="tape">All that was recorded.</param>
    /// <param name="output">The value to differentiate.</param>
    /// <param name="cotangent">Its cotangent, of its shape.</param>
    /// <param name="size">The length of the flat vector.</param>
    /// <param name="last">Whether nobody asks for the values on the tape after this sweep: their memory goes back as it passes them.</param>
    public static Tensor<T> Back<T>(Tape<T> tape, Var<T> output, Tensor<T> cotangent, int size, bool last = false) where T : struct, IFloatingPointIeee754<T>
    {
        if (cotangent.Shape != output.Shape)
            throw new DlException($"a value of shape {output.Shape} needs a cotangent of that shape, not {cotangent.Shape}");
        return Accumulator<T>.Flat(Shape.Of(size), (tape, output, cotangent, last), static (gradient, s) => Run(s.tape, s.output, s.cotangent, new Flat<T>(gradient), s.last));
    }

    /// <summary>A sweep that goes on outside: whatever reaches leaf i of the tape is added to place i of another sweep. The last one of its tape.</summary>
    public static void Onto<T>(Tape<T> tape, Var<T> output, Tensor<T> cotangent, Adding<T> add) where T : struct, IFloatingPointIeee754<T> =>
        Run(tape, output, cotangent, new Outside<T>(add), last: true);

    /// <summary>Where the cotangents of leaves go.</summary>
    interface IGather<T> where T : struct, IFloatingPointIeee754<T>
    {
        /// <summary>Writes or adds; returns the sum so far, if it is a tensor of its own.</summary>
        Tensor<T>? Write(Tape<T> leaf, Delta<T> cotangent, bool add);

        void Clear(Tape<T> leaf);
    }

    /// <summary>Into a flat gradient; a leaf begins at its place there.</summary>
    readonly struct Flat<T>(Accumulator<T> gradient) : IGather<T> where T : struct, IFloatingPointIeee754<T>
    {
        public Tensor<T>? Write(Tape<T> leaf, Delta<T> cotangent, bool add)
        {
            gradient.Write(leaf.Start, cotangent, add);
            return null;
        }

        public void Clear(Tape<T> leaf) => gradient.Clear(leaf.Start, leaf.Shape.Size);
    }

    /// <summary>Into another sweep; a leaf begins at its number.</summary>
    readonly struct Outside<T>(Adding<T> outside) : IGather<T> where T : struct, IFloatingPointIeee754<T>
    {
        public Tensor<T>? Write(Tape<T> leaf, Delta<T> cotangent, bool add) => outside(leaf.Start, cotangent);

        public void Clear(Tape<T> leaf) { }
    }

    static void Run<T, G>(Tape<T> tape, Var<T> output, Tensor<T> cotangent, G gradient, bool last) where T : struct, IFloatingPointIeee754<T> where G : struct, IGather<T>
    {
        var sums = new Sums<T>(ArrayPool<Sum<T>>.Shared.Rent(tape.Count + 1), tape.Count + 1);
        try
        {
            if (!ReferenceEquals(output.On, Place.None)) Add(sums, gradient, output.On, cotangent);
            var region = last ? Region.Current : null;
            for (var at = tape; at.Before is { } before; at = before)
            {
                Pull(sums, gradient, at);
                // What is left of the tape is older, and knows nothing of what was built since this record.
                if (at.Pullback is not null) region?.Trim(at.Mark);
            }
        }
        finally
        {
            sums.Drop();
        }
    }

    static void Pull<T, G>(Sums<T> sums, G gradient, Tape<T> at) where T : struct, IFloatingPointIeee754<T> where G : struct, IGather<T>
    {
        ref var sum = ref sums.Of(at);
        if (at.Applied is not { } applied || at.Pullback is not { } pull)
        {
            if (sum.At is null) gradient.Clear(at);
            return;
        }
        if (sum.At is null) return;
        if (applied is IRerun<T> segment) Again(segment, sums, gradient, sum.Value.Tensor);
        else
        {
            var cotangents = pull(sum.Value.Tensor);
            if (cotangents.Count != applied.Count)
                throw new DlException($"the rule of op '{at.Name}' has {applied.Count} inputs but its pullback returned {cotangents.Count} cotangents; it owes one to each input");
            for (var i = 0; i < cotangents.Count; i++)
                if (applied.Input(i).On is Tape<T> parent)
                {
                    var cotangent = cotangents[i];
                    if (cotangent.Shape != parent.Shape)
                        throw new DlException($"the pullback of op '{at.Name}' returned {cotangent.Shape} for input {i}, whose shape is {parent.Shape}");
                    Add(sums, gradient, parent, cotangent);
                }
        }
        sum.Value.LetGo();
    }

    static void Again<T, G>(IRerun<T> segment, Sums<T> sums, G gradient, Tensor<T> cotangent) where T : struct, IFloatingPointIeee754<T> where G : struct, IGather<T> =>
        segment.Again(cotangent, (i, part) => Add(sums, gradient, segment.Input(i).On, part));

    static Tensor<T>? Add<T, G>(Sums<T> sums, G gradient, Place place, Delta<T> cotangent) where T : struct, IFloatingPointIeee754<T> where G : struct, IGather<T>
    {
        if (place is not Tape<T> at) throw Foreign("output");
        ref var sum = ref sums.Of(at);
        var first = sum.At is null;
        sum.At = at;
        if (at.Pullback is null) return gradient.Write(at, cotangent, add: !first);
        sum.Value = first ? Accumulator<T>.First(cotangent) : sum.Value.Plus(cotangent);
        return sum.Value.Tensor;
    }

    static DlException Foreign(string name) =>
        new($"'{name}' meets a value that was recorded on another tape; a value may be used only in the run that made it");

    /// <summary>The sum of the cotangents of one record, once there is one.</summary>
    struct Sum<T> where T : struct, IFloatingPointIeee754<T>
    {
        public Tape<T>? At;
        public Accumulator<T> Value;
    }

    /// <summary>The sums of a tape, by the index of the record, in pooled memory.</summary>
    readonly struct Sums<T>(Sum<T>[] items, int count) where T : struct, IFloatingPointIeee754<T>
    {
        public ref Sum<T> Of(Tape<T> record)
        {
            if (record.Index >= count) throw Foreign("output");
            ref var sum = ref items[record.Index];
            if (sum.At is not null && !ReferenceEquals(sum.At, record)) throw Foreign(record.Name);
            return ref sum;
        }

        public void Drop()
        {
            items.AsSpan(0, count).Clear();
            ArrayPool<Sum<T>>.Shared.Return(items);
        }
    }
}
