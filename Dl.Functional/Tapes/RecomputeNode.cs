using System.Runtime.CompilerServices;

namespace Dl.Functional;

// Forward, the segment runs over constants, in a region of its own: only the output and the state leave it. In the sweep it runs again, recorded on a
// tape of its own, and its cotangents go straight into the sums of the sweep outside: the same additions in the same order as if it had been recorded.
sealed class RecomputeNode<T, P>(P at, Func<P, Diff<T, Result<T>>> f) : Diff<T, Result<T>> where T : struct, IFloatingPointIeee754<T> where P : ITree<T>
{
    public override Traced<T, Result<T>> Run(Tape<T> tape)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Stack.Hop(this, tape);
        var inputs = Tree.Leaves(at).Select(leaf => leaf.Value).Where(leaf => leaf.On is Tape<T>).ToMany();
        if (inputs.Count == 0) return f(at).Run(tape);
        var mark = Region.Current?.Mark ?? 0;
        var result = Forgetting();
        var longer = tape.Push(result.Output.Value, new Rerun(this, inputs), cotangent => Apart(inputs, cotangent), mark);
        return new(new(new(result.Output.Value, longer), result.State), longer);
    }

    Result<T> Forgetting()
    {
        using var region = Region.Open();
        var end = f(Tree.Map<T, P>(at, leaf => leaf.Value.Value)).Run(Tape<T>.Empty);
        if (end.Tape.Count > 0)
            throw new DlException($"a recomputed segment uses a value of the tape that is not among its inputs (in '{end.Tape.Name}'); hand it in");
        region.Keep(end.Value.Output.Value.Owner);
        Owners.Keep(end.Value.State);
        return end.Value;
    }

    void Again(Tensor<T> cotangent, Adding<T> add)
    {
        using var region = Region.Open();
        var (watched, count) = (Tape<T>.Empty, 0);
        var again = Tree.Map<T, P>(at, leaf => leaf.Value.On is Tape<T> ? new(leaf.Value.Value, watched = watched.Watch(leaf.Value.Value, count++)) : leaf.Value);
        var end = f(again).Run(watched);
        var sums = new List<Tensor<T>>();
        Sweep.Onto(end.Tape, end.Value.Output, cotangent, (i, part) =>
        {
            var sum = add(i, part);
            if (sum is not null) sums.Add(sum);
            return sum;
        });
        // The sums outside grow in tensors of this region: they leave it, one level at a time where segments nest.
        foreach (var sum in sums) region.Keep(sum.Owner);
    }

    // The same as tensors, for who asks the record itself.
    Few<Delta<T>> Apart(Many<Var<T>> inputs, Tensor<T> cotangent)
    {
        var sums = inputs.Select(input => Tensor<T>.Zeros(input.Shape)).ToArray();
        Again(cotangent, (i, part) => sums[i] = part.AddTo(sums[i]));
        return Few.Of<Delta<T>>([.. sums.Select(sum => (Delta<T>)sum)]);
    }

    sealed class Rerun(RecomputeNode<T, P> node, Many<Var<T>> inputs) : IRerun<T>
    {
        public string Name => "recompute";

        public int Count => inputs.Count;

        public Var<T> Input(int i) => inputs[i];

        public void Again(Tensor<T> cotangent, Adding<T> add) => node.Again(cotangent, add);
    }
}
