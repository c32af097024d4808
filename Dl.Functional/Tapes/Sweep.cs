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
    public static Tensor<T> Back<T>(Tape<T> tape, Var<T> output, Tensor<T> cotangent, int size) where T : struct, IFloatingPointIeee754<T>
    {
        if (cotangent.Shape != output.Shape)
            throw new DlException($"a value of shape {output.Shape} needs a cotangent of that shape, not {cotangent.Shape}");
        return Accumulator<T>.Flat(Shape.Of(size), (tape, output, cotangent), static (gradient, s) => Run(s.tape, s.output, s.cotangent, new Flat<T>(gradient)));
    }

    /// <summary>A sweep that goes on outside: whatever reaches leaf i of the tape is added to place i of another sweep.</summary>
    public static void Onto<T>(Tape<T> tape, Var<T> output, Tensor<T> cotangent, Adding<T> add) where T : struct, IFloatingPointIeee754<T> =>
        Run(tape, output, cotangent, new Outside<T>(add));

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

    static void Run<T, G>(Tape<T> tape, Var<T> output, Tensor<T> cotangent, G gradient) where T : struct, IFloatingPointIeee754<T> where G : struct, IGather<T>
    {
        var sums = new Sum<T>[tape.Count + 1];
        if (!ReferenceEquals(output.On, Place.None)) Add(sums, gradient, output.On, cotangent);
        for (var at = tape; at.Before is { } before; at = before)
            Pull(sums, gradient, at);
    }

    static void Pull<T, G>(Sum<T>[] sums, G gradient, Tape<T> at) where T : struct, IFloatingPointIeee754<T> where G : struct, IGather<T>
    {
        ref var sum = ref sums[at.Index];
        if (sum.Of is not null && !ReferenceEquals(sum.Of, at)) throw Foreign(at.Name);
        if (at.Pullback is null)
        {
            if (sum.Of is null) gradient.Clear(at);
            return;
        }
        if (sum.Of is null) return;
        if (at.Again is { } again)
        {
            again(sum.Value.Tensor, (i, cotangent) => Add(sums, gradient, at.Parents[i], cotangent));
            sum.Value = default;
            return;
        }
        var cotangents = at.Pullback(sum.Value.Tensor);
        if (cotangents.Count != at.Parents.Count)
            throw new DlException($"the rule of op '{at.Name}' has {at.Parents.Count} inputs but its pullback returned {cotangents.Count} cotangents; it owes one to each input");
        for (var i = 0; i < cotangents.Count; i++)
            if (at.Parents[i] is Tape<T> parent)
            {
                if (cotangents[i].Shape != parent.Shape)
                    throw new DlException($"the pullback of op '{at.Name}' returned {cotangents[i].Shape} for input {i}, whose shape is {parent.Shape}");
                Add(sums, gradient, parent, cotangents[i]);
            }
        sum.Value = default;
    }

    static Tensor<T>? Add<T, G>(Sum<T>[] sums, G gradient, Place place, Delta<T> cotangent) where T : struct, IFloatingPointIeee754<T> where G : struct, IGather<T>
    {
        if (place is not Tape<T> at || at.Index >= sums.Length) throw Foreign("output");
        ref var sum = ref sums[at.Index];
        if (sum.Of is not null && !ReferenceEquals(sum.Of, at)) throw Foreign(at.Name);
        var first = sum.Of is null;
        sum.Of = at;
        if (at.Pullback is null) return gradient.Write(at, cotangent, add: !first);
        sum.Value = first ? Accumulator<T>.First(cotangent) : sum.Value.Plus(cotangent);
        return sum.Value.Tensor;
    }

    static DlException Foreign(string name) =>
        new($"'{name}' meets a value that was recorded on another tape; a value may be used only in the run that made it");

    struct Sum<T> where T : struct, IFloatingPointIeee754<T>
    {
        public Place? Of;
        public Accumulator<T> Value;
    }
}
