namespace Dl.Properties;

/// <summary>L1 in learning, and L2: how the examples of a batch meet.</summary>
public static class BatchLaw
{
    /// <summary>L1: in learning the output of an example does not depend on the others. Silent where a layer keeps statistics of the batch in its state.</summary>
    public static Law<LayerCase> Rows { get; } = new("rows in learning", "in learning, unless it keeps statistics, an example's output does not depend on the others (L1)", asked =>
    {
        if (Tree.Leaves(asked.Start<double>().State).Count > 0) return Verdict.Silent;
        var whole = asked.Run(Mode.Train);
        var outer = whole.Shape.Example;
        var all = Verdict.Holds;
        for (var i = 0; i < asked.Batch.Shape[0]; i++)
        {
            var row = i;
            all = all.And(() => Verdict.Close((asked with { Batch = Repeated(asked.Batch, asked.Batch.Shape[0], _ => row) }).Run(Mode.Train).View(row * outer.Size, outer.Batch(1)), whole.View(row * outer.Size, outer.Batch(1)), 1e-13,
                () => $"example {row} among others and among copies of itself"));
        }
        return all;
    });

    /// <summary>L2: examples in another order give outputs in that order, and the same state; in learning only where nothing is random.</summary>
    public static Law<LayerCase> Order { get; } = new("batch order", "examples in another order give outputs in that order (L2)", asked => Reversed(asked, Mode.Infer)
        .And(() => IsRandom(asked) ? Verdict.Silent : Reversed(asked, Mode.Train)));

    /// <summary>
    /// L1 of gradients: that of a mean over the batch is the mean of those of its examples, each alone. In learning only where nothing is random and no statistics are kept. With
    /// <see cref="ItemLaw"/> of the loss: a batch descends as the mean of its examples would.
    /// </summary>
    public static Law<LayerCase> Gradients { get; } = new("item gradients", "the gradient of the mean over a batch is the mean of the gradients of its examples (L1)", asked => Averaged(asked, Mode.Infer)
        .And(() => Tree.Leaves(asked.Start<double>().State).Count > 0 || IsRandom(asked) ? Verdict.Silent : Averaged(asked, Mode.Train)));

    static Verdict Averaged(LayerCase asked, Mode mode)
    {
        var (items, example) = (asked.Batch.Shape[0], asked.Batch.Shape.Example);
        var whole = LayerGradientLaw.Claimed(asked with { Cotangent = Ops.Scale<double>(asked.Cotangent, 1.0 / items).Value().Value }, mode);
        var each = Enumerable.Range(0, items).Select(i => LayerGradientLaw.Claimed(asked with { Batch = LossCase.Items(asked.Batch, i, 1), Cotangent = LossCase.Items(asked.Cotangent, i, 1) }, mode)).ToArray();
        double[] mean = [.. Enumerable.Range(0, whole.Vector.Shape.Size).Select(i => each.Sum(one => one.Vector[i]) / items)];
        double[] rows = [.. each.SelectMany(one => one.Batch.Span.ToArray()).Select(slope => slope / items)];
        var largest = Rounding.Largest(each.SelectMany(one => new[] { one.Vector, one.Batch }));
        return Verdict.Close(whole.Vector, Tensor<double>.From(whole.Vector.Shape, [.. mean]), 1e-13, () => $"parameters, {items} examples at once and each alone, mode {mode}", largest)
            .And(() => Verdict.Close(whole.Batch, Tensor<double>.From(whole.Batch.Shape, [.. rows]), 1e-13, () => $"batch, {items} examples at once and each alone, mode {mode}", largest));
    }

    // On so many examples two keys drop other numbers, at whatever rate.
    static bool IsRandom(LayerCase asked)
    {
        var many = Repeated(asked.Batch, 256, i => i % asked.Batch.Shape[0]);
        Tensor<double> Run(int key) => asked.Layer.Apply(new Call<double>(asked.Poured(), asked.Start<double>().State, Key.Of(33).Child(key), Mode.Train), many).Value().Output.Value;
        return !Run(0).SameBits(Run(1));
    }

    static Verdict Reversed(LayerCase asked, Mode mode) =>
        Verdict.Close((asked with { Batch = Reverse(asked.Batch) }).Run(mode), Reverse(asked.Run(mode)), 1e-11, () => $"the batch reversed, mode {mode}");

    static Tensor<double> Reverse(Tensor<double> batch) => Repeated(batch, batch.Shape[0], i => batch.Shape[0] - 1 - i);

    // Examples of a batch, some perhaps more than once: whatever a layer takes, ids too, it takes again.
    static Tensor<double> Repeated(Tensor<double> batch, int items, Func<int, int> which)
    {
        var size = batch.Shape.Example.Size;
        return Tensor<double>.From(batch.Shape.Example.Batch(items), [.. Enumerable.Range(0, items * size).Select(i => batch[which(i / size) * size + i % size])]);
    }
}
