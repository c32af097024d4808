namespace Dl.Functional;

/// <summary>A value of a computation.</summary>
/// <param name="Name">The path of a leaf, or the name of the op.</param>
/// <param name="IsLeaf">Whether it is a leaf of the tree, not an op.</param>
/// <param name="Value">The value.</param>
/// <param name="Derivative">The derivative of the whole by it.</param>
/// <param name="Inputs">What the op was applied to; constants are left out.</param>
public sealed record GraphNode(string Name, bool IsLeaf, Tensor<double> Value, Tensor<double> Derivative, Many<GraphEdge> Inputs);

/// <summary>The way from an input to an op.</summary>
/// <param name="From">The number of the input's node.</param>
/// <param name="Local">The local derivative: that of the op's value by this input, summed over the numbers of the value.</param>
public sealed record GraphEdge(int From, Tensor<double> Local);

/// <summary>
/// The computational graph of a function at a point: its values, in the order of computation, and on each edge the local derivative. Laws: the derivative of a
/// node is the sum, over the edges that leave it, of local derivative times derivative at their end (for single numbers); that of a leaf is its gradient.
/// </summary>
/// <param name="Nodes">The nodes; leaves first, the whole last.</param>
public sealed record Graph(Many<GraphNode> Nodes)
{
    /// <summary>The graph of a function that gives one number.</summary>
    /// <param name="at">Where: a tree.</param>
    /// <param name="f">The function.</param>
    /// <exception cref="DlException">The value is not one number.</exception>
    public static Graph Of<P>(P at, Func<P, Diff<double, Var<double>>> f) where P : ITree<double>
    {
        ArgumentNullException.ThrowIfNull(f);
        var mold = new Mold<double>(at);
        var leaves = Tree.Leaves(at);
        var start = mold.Watch(mold.Flatten(at));
        var end = f((P)start.Value).Run(start.Tape);
        if (end.Value.Shape.Size != 1) throw new DlException($"a graph with derivatives needs a function that gives one number, but this one gave {end.Value.Shape}");
        var records = Records(end.Tape);
        var derivatives = Back(records, end.Value);
        return new(records.Select((record, i) => new GraphNode(
            record.Pullback is null ? leaves[i].Path : record.Name,
            record.Pullback is null,
            record.Value,
            derivatives[i] ?? Tensor<double>.Zeros(record.Shape),
            Edges(record))).ToMany());
    }

    static Tape<double>[] Records(Tape<double> tape)
    {
        var records = new Tape<double>[tape.Count];
        for (var at = tape; at.Before is { } before; at = before) records[at.Index - 1] = at;
        return records;
    }

    static Tensor<double>?[] Back(Tape<double>[] records, Var<double> output)
    {
        var sums = new Tensor<double>?[records.Length];
        if (output.On is Tape<double> last) sums[last.Index - 1] = Tensor<double>.Ones(output.Shape);
        for (var i = records.Length - 1; i >= 0; i--)
            if (sums[i] is { } cotangent)
                foreach (var (parent, delta) in Pulled(records[i], cotangent))
                    sums[parent] = sums[parent] is { } sum ? delta.AddTo(sum) : delta.ToTensor();
        return sums;
    }

    static Many<GraphEdge> Edges(Tape<double> record) =>
        Pulled(record, Tensor<double>.Ones(record.Shape)).Select(edge => new GraphEdge(edge.Parent, edge.Delta.ToTensor())).ToMany();

    static IEnumerable<(int Parent, Delta<double> Delta)> Pulled(Tape<double> record, Tensor<double> cotangent)
    {
        if (record.Applied is not { } applied || record.Pullback is not { } pull) yield break;
        var deltas = pull(cotangent);
        for (var i = 0; i < deltas.Count; i++)
            if (applied.Input(i).On is Tape<double> parent)
                yield return (parent.Index - 1, deltas[i]);
    }
}
