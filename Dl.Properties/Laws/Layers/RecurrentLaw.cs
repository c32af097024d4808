namespace Dl.Properties;

/// <summary>L13: what is claimed to be a recurrent layer is its step, again and again, and the step is that of the paper.</summary>
public static class RecurrentLaw
{
    /// <summary>Unrolled and stepped by hand give the same outputs and the same gradients.</summary>
    public static Law<LayerCase> Stepped { get; } = new("stepped", "a recurrent layer is its step taken once for each time, in value and gradient (L13)", asked =>
    {
        if (Claimed.By(asked.Layer) is not Recurrent layer) return Verdict.Silent;
        var unrolled = Graded(asked, fed => asked.Apply(fed.Params, fed.Batch, Mode.Infer).Map(result => result.Output));
        var stepped = Graded(asked, fed => ByHand(layer, fed));
        return Verdict.Close(unrolled.Value, stepped.Value, 1e-13, () => "output")
            .And(() => Verdict.Close(new Mold<double>(unrolled.Gradient).Flatten(unrolled.Gradient), new Mold<double>(stepped.Gradient).Flatten(stepped.Gradient), 1e-12, () => "gradient of parameters and batch"));
    });

    /// <summary>The outputs are those of a plain loop over numbers.</summary>
    public static Law<LayerCase> Loops { get; } = new("recurrence", "the outputs are those of the paper's loop over single numbers (L13)", asked =>
    {
        if (Claimed.By(asked.Layer) is not Recurrent layer || !RecurrentOracle.Knows(layer)) return Verdict.Silent;
        var leaves = Tree.Leaves(new Mold<double>(asked.Start<double>().Params).Pour(asked.Vector)).ToDictionary(leaf => leaf.Path.Split('.')[^1], leaf => leaf.Value.Value);
        var oracle = new RecurrentOracle(layer, name => leaves[name]);
        var (found, times, features) = (Output(asked), asked.Batch.Shape[1], asked.Batch.Shape[2]);
        var all = Verdict.Holds;
        for (var item = 0; item < asked.Batch.Shape[0]; item++)
        {
            var outputs = oracle.Run(Enumerable.Range(item * times, times).Select(row => asked.Batch.View(row * features, [features]).Span.ToArray()));
            var given = (layer.Give == Steps.All ? outputs : outputs[^1..]).SelectMany(units => units).ToArray();
            for (var i = 0; i < given.Length; i++)
            {
                var (which, at) = (item, i);
                all = all.And(() => given[at].Allows(found[which * given.Length + at], () => $"item {which}, output {at}"));
            }
        }
        return all;
    });

    /// <summary>Both directions are the layer forward, and the layer on the reversed sequence, reversed.</summary>
    public static Law<LayerCase> Directions { get; } = new("directions", "both directions are the layer, and the layer on the reversed sequence reversed (L13)", asked =>
    {
        if (Claimed.By(asked.Layer) is not Bidirectional both) return Verdict.Silent;
        return Verdict.Close(Output(asked), Merged(both, asked), 1e-13, () => "output");
    });

    static Graded<double, Fed<double>> Graded(LayerCase asked, Func<Fed<double>, Diff<double, Var<double>>> f) =>
        Gradient.Pull(new Fed<double>(new Mold<double>(asked.Start<double>().Params).Pour(asked.Vector), asked.Batch), f, _ => asked.Cotangent);

    static Diff<double, Var<double>> ByHand(Recurrent layer, Fed<double> fed)
    {
        var (step, start) = fed.Params is StartedParams<double> started ? (started.Step, started.Start) : (fed.Params, null);
        var (zeros, steps) = (layer.Zeros<double>(fed.Batch.Shape[0]), Diff.Return<double, (Few<Var<double>> State, Many<Var<double>> Given)>((default, [])));
        steps = Diff.Traverse<double, int, Var<double>>(Enumerable.Range(0, layer.Carried), i => start is null ? Diff.Return<double, Var<double>>(zeros[i]) : Ops.Add(zeros[i], start[i]))
            .Map(state => (Few.Of<Var<double>>([.. state]), Many.Of<Var<double>>()));
        for (var t = 0; t < fed.Batch.Shape[1]; t++)
        {
            var time = t;
            steps =
                from before in steps
                from part in Ops.Part(fed.Batch, 1, time, 1)
                from x in Ops.Reshape(part, fed.Batch.Shape[0], -1)
                from next in layer.Step(step, x, before.State)
                select (next, before.Given.Concat([next[0]]));
        }
        return steps.Bind(end => layer.Give == Steps.All ? Ops.Stack(1, [.. end.Given]) : Diff.Return<double, Var<double>>(end.State[0]));
    }

    static Tensor<double> Merged(Bidirectional both, LayerCase asked)
    {
        var all = (Trees<double>)new Mold<double>(asked.Start<double>().Params).Pour(asked.Vector);
        var back = Indices.Of([.. Enumerable.Range(0, asked.Batch.Shape[1]).Reverse()]);
        Tensor<double> Way(int i, Tensor<double> batch) => Net.Infer(both.Layer, all.Items[i], Empty<double>.It, batch);
        var (forward, backward) = (Way(0, asked.Batch), Way(1, Ops.Take<double>(asked.Batch, back, 1).Value().Value));
        if (both.Layer.Give == Steps.All) backward = Ops.Take<double>(backward, back, 1).Value().Value;
        double At(int i) => both.Merge switch
        {
            Merge.Sum => forward[i] + backward[i],
            Merge.Mean => (forward[i] + backward[i]) / 2,
            _ => forward[i] * backward[i],
        };
        var units = forward.Shape.Last;
        return both.Merge == Merge.Concat
            ? Tensor<double>.From(forward.Shape.WithLast(2 * units), [.. Enumerable.Range(0, 2 * forward.Shape.Size).Select(i => (i % (2 * units) < units ? forward : backward)[i / (2 * units) * units + i % units])])
            : Tensor<double>.From(forward.Shape, [.. Enumerable.Range(0, forward.Shape.Size).Select(At)]);
    }

    static Tensor<double> Output(LayerCase asked) =>
        asked.Apply(new Mold<double>(asked.Start<double>().Params).Pour(asked.Vector), asked.Batch, Mode.Infer).Value().Output.Value;
}
