namespace Dl.Functional;

/// <summary>Where sequences of a batch are over. What stands behind their ends is replaced before it is computed with, so that NaN there reaches nothing.</summary>
sealed class SequencePadding
{
    readonly Indices lengths;
    readonly int times;

    /// <summary>Of sequences (batch, time, features).</summary>
    /// <exception cref="DlException">The lengths are not those of such sequences.</exception>
    public SequencePadding(string name, Indices lengths, Shape sequences)
    {
        (this.lengths, times) = (lengths, sequences[1]);
        if (lengths.Shape != Shape.Of(sequences[0])) throw new DlException($"{name}: {sequences[0]} sequences have lengths of the shape [{sequences[0]}], not {lengths.Shape}");
        for (var i = 0; i < lengths.Count; i++)
            if (lengths[i] < 0 || lengths[i] > times)
                throw new DlException($"{name}: sequence {i} is {lengths[i]} long, but a length is from 0 to the {times} times of the batch");
    }

    /// <summary>The sequences with zeros behind their ends.</summary>
    public Diff<T, Var<T>> Cleared<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
        Ops.Where(Indices.From([lengths.Count, times, 1], [.. Enumerable.Range(0, lengths.Count * times).Select(i => i % times < lengths[i / times] ? 1 : 0)]), x, Tensor<T>.Scalar(T.Zero));

    /// <summary>Outputs of a time, (batch, units), with zeros where a sequence is over.</summary>
    public Diff<T, Var<T>> Cleared<T>(int time, Var<T> y) where T : struct, IFloatingPointIeee754<T> =>
        All(time) ? Diff.Return<T, Var<T>>(y) : Ops.Where(Going(time), y, Tensor<T>.Scalar(T.Zero));

    /// <summary>The state after a time: the old one where a sequence is over.</summary>
    public Diff<T, Few<Var<T>>> Held<T>(int time, Few<Var<T>> next, Few<Var<T>> state) where T : struct, IFloatingPointIeee754<T> => All(time) ? Diff.Return<T, Few<Var<T>>>(next)
        : Diff.Traverse<T, int, Var<T>>(Enumerable.Range(0, next.Count), i => Ops.Where(Going(time), next[i], state[i])).Map(held => Few.Of<Var<T>>([.. held]));

    bool All(int time) => lengths.Span.ToArray().All(length => time < length);

    Indices Going(int time) => Indices.From([lengths.Count, 1], [.. lengths.Span.ToArray().Select(length => time < length ? 1 : 0)]);
}
