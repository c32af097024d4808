using System.Runtime.CompilerServices;

namespace Dl.Functional;

// Forward, the segment runs over constants, in a region of its own: only the output and the state leave it. In the sweep it runs again, recorded on a
// tape of its own. The cotangents of an input are handed over one by one, so that sums that go on outside add up in the order they would have had.
sealed class RecomputeNode<T, P>(P at, Func<P, Diff<T, Result<T>>> f) : Diff<T, Result<T>> where T : struct, IFloatingPointIeee754<T> where P : ITree<T>
{
    public override Traced<T, Result<T>> Run(Tape<T> tape)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Stack.Hop(this, tape);
        var inputs = Tree.Leaves(at).Select(leaf => leaf.Value).Where(leaf => leaf.On is Tape<T>).ToMany();
        if (inputs.Count == 0) return f(at).Run(tape);
        var result = Forgetting();
        var longer = tape.Push(result.Output.Value, "recompute", Few.Of<Place>([.. inputs.Select(input => input.On)]), cotangent => Again(inputs, cotangent));
        return new(new(new(result.Output.Value, longer), result.State), longer);
    }

    Result<T> Forgetting()
    {
        using var region = Region.Open();
        var end = f(Tree.Map<T, P>(at, leaf => leaf.Value.Value)).Run(Tape<T>.Empty);
        if (end.Tape.Count > 0)
            throw new DlException($"a recomputed segment uses a value of the tape that is not among its inputs (in '{end.Tape.Name}'); hand it in");
        region.Keep(end.Value.Output.Value.Owner);
        foreach (var tensor in Train.Tensors(end.Value.State)) region.Keep(tensor);
        return end.Value;
    }

    Few<Delta<T>> Again(Many<Var<T>> inputs, Tensor<T> cotangent)
    {
        using var region = Region.Open();
        var watched = Tape<T>.Empty;
        var count = 0;
        var again = Tree.Map<T, P>(at, leaf => leaf.Value.On is Tape<T> ? new(leaf.Value.Value, watched = watched.Watch(leaf.Value.Shape, count++)) : leaf.Value);
        var end = f(again).Run(watched);
        var parts = Sweep.Parts(end.Tape, end.Value.Output, cotangent, count);
        foreach (var part in parts.SelectMany(part => part)) region.Keep(part.Owner);
        return Few.Of<Delta<T>>([.. parts.Select((part, i) => Sum(inputs[i].Shape, part))]);
    }

    static Delta<T> Sum(Shape shape, Many<Tensor<T>> parts) => parts.Count == 1 ? parts[0] : Delta<T>.Of(shape, parts, static (into, add, parts) =>
    {
        if (!add && parts.Count == 0) into.Clear();
        for (var i = 0; i < parts.Count; i++)
            if (add || i > 0) TensorPrimitives.Add(into, parts[i].Span, into);
            else parts[i].Span.CopyTo(into);
    });
}
