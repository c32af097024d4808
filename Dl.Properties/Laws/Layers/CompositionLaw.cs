namespace Dl.Properties;

/// <summary>
/// What is composed of layers is its parts: part i run alone with parameters i, state i and child i of the key, in learning and in use; sequences and repetitions one behind
/// the other, a residual as a sum, a dense block behind its input, a branch as its merge says. Values meet in plain loops. Tolerance: the roundings of the merge. Speaks of what claims to be a composition.
/// </summary>
public static class CompositionLaw
{
    /// <summary>The law.</summary>
    public static Law<LayerCase> Of { get; } = new("composition", "a composition gives what its parts give, run alone with parameters, states and keys of their own", asked =>
        Parts(Claimed.By(asked.Layer)) is { } parts ? Ask(asked, parts, Mode.Train).And(() => Ask(asked, parts, Mode.Infer)) : Verdict.Silent);

    // The layers, and how each takes the input and what came before: the value so far and what the part makes of it.
    static (Many<ILayer> Layers, Func<Func<int, Tensor<double>, Tensor<double>>, Tensor<double>, Tensor<double>> Together)? Parts(ILayer layer) => layer switch
    {
        Seq seq => (seq.Layers, (run, x) => Enumerable.Range(0, seq.Layers.Count).Aggregate(x, (y, i) => run(i, y))),
        Repeat repeat => (Enumerable.Repeat(repeat.Part, repeat.Times).ToMany(), (run, x) => Enumerable.Range(0, repeat.Times).Aggregate(x, (y, i) => run(i, y))),
        Residual residual => ([residual.Body, residual.Shortcut], (run, x) => Numbers([run(0, x), run(1, x)], all => all.Sum())),
        DenseBlock block => (block.Layers, (run, x) => Enumerable.Range(0, block.Layers.Count).Aggregate(x, (y, i) => Behind([y, run(i, y)]))),
        Branch branch => (branch.Ways, (run, x) => branch.Ways.Select((_, i) => run(i, x)).ToArray() is var ways && branch.Merge == Merge.Concat ? Behind(ways) : Numbers(ways, branch.Merge switch
        {
            Merge.Sum => all => all.Sum(),
            Merge.Mean => all => all.Average(),
            _ => all => all.Aggregate((product, x) => product * x),
        })),
        _ => null,
    };

    static Verdict Ask(LayerCase asked, (Many<ILayer> Layers, Func<Func<int, Tensor<double>, Tensor<double>>, Tensor<double>, Tensor<double>> Together) parts, Mode mode)
    {
        var (layers, start) = (parts.Layers, asked.Start<double>());
        if (asked.Poured() is not Trees<double> all || all.Items.Count != layers.Count) return Verdict.Broken($"{layers.Count} parts have parameters of {(asked.Poured() as Trees<double>)?.Items.Count ?? 1}");
        var (states, after) = (((Trees<double>)start.State).Items, new ITree<double>[layers.Count]);
        var found = asked.Apply(asked.Poured(), asked.Batch, mode).Value();
        var expected = parts.Together((i, x) =>
        {
            var part = layers[i].Apply(new Call<double>(all.Items[i], states[i], asked.Key.Child(0).Child(i), mode), x).Value();
            after[i] = part.State;
            return part.Output.Value;
        }, asked.Batch);
        return Verdict.Close(found.Output.Value, expected, Rounding.Of(2 + 2 * layers.Count, 1), () => $"the output in mode {mode}")
            .And(() => Bits.Same(new Trees<double>(after.ToMany()), found.State, () => $"the state in mode {mode}"));
    }

    static Tensor<double> Numbers(Tensor<double>[] ways, Func<IEnumerable<double>, double> together) =>
        Tensor<double>.From(ways[0].Shape, [.. Enumerable.Range(0, ways[0].Shape.Size).Select(i => together(ways.Select(way => way[i])))]);

    static Tensor<double> Behind(Tensor<double>[] ways) => Tensor<double>.From(ways[0].Shape.WithLast(ways.Sum(way => way.Shape.Last)),
        [.. Enumerable.Range(0, ways[0].Shape.Rows).SelectMany(row => ways.SelectMany(way => way.Span.Slice(row * way.Shape.Last, way.Shape.Last).ToArray()))]);
}
