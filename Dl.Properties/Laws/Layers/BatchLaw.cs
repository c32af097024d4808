namespace Dl.Properties;

/// <summary>L1 in learning, and L2: how the examples of a batch meet.</summary>
public static class BatchLaw
{
    /// <summary>L1: in learning the output of an example does not depend on the others. Silent where a layer keeps statistics of the batch in its state.</summary>
    public static Law<LayerCase> Rows { get; } = new("rows in learning", "in learning, unless it keeps statistics, an example's output does not depend on the others (L1)", asked =>
    {
        if (Tree.Leaves(asked.Start<double>().State).Count > 0) return Verdict.Silent;
        var (whole, inner) = (asked.Run(Mode.Train), asked.Batch.Shape.Example);
        var (outer, other) = (whole.Shape.Example, Examples.AwayFromZero(Key.Of(31), asked.Batch.Shape));
        var all = Verdict.Holds;
        for (var i = 0; i < asked.Batch.Shape[0]; i++)
        {
            var row = i;
            var mixed = Tensor<double>.From(asked.Batch.Shape, [.. other.Span.ToArray().Select((x, at) => inner.Size > 0 && at / inner.Size == row ? asked.Batch[at] : x)]);
            all = all.And(() => Verdict.Close((asked with { Batch = mixed }).Run(Mode.Train).View(row * outer.Size, outer.Batch(1)), whole.View(row * outer.Size, outer.Batch(1)), 1e-13,
                () => $"example {row} among others"));
        }
        return all;
    });

    /// <summary>L2: examples in another order give outputs in that order, and the same state; in learning only where nothing is random.</summary>
    public static Law<LayerCase> Order { get; } = new("batch order", "examples in another order give outputs in that order (L2)", asked => Reversed(asked, Mode.Infer)
        .And(() => IsRandom(asked) ? Verdict.Silent : Reversed(asked, Mode.Train)));

    // On so many examples two keys drop other numbers, at whatever rate.
    static bool IsRandom(LayerCase asked)
    {
        var many = Examples.AwayFromZero(Key.Of(32), asked.Batch.Shape.Example.Batch(256));
        Tensor<double> Run(int key) => asked.Layer.Apply(new Call<double>(asked.Poured(), asked.Start<double>().State, Key.Of(33).Child(key), Mode.Train), many).Value().Output.Value;
        return !Run(0).SameBits(Run(1));
    }

    static Verdict Reversed(LayerCase asked, Mode mode) =>
        Verdict.Close((asked with { Batch = Reverse(asked.Batch) }).Run(mode), Reverse(asked.Run(mode)), 1e-11, () => $"the batch reversed, mode {mode}");

    static Tensor<double> Reverse(Tensor<double> batch)
    {
        var (items, size) = (batch.Shape[0], batch.Shape.Example.Size);
        return Tensor<double>.From(batch.Shape, [.. Enumerable.Range(0, batch.Shape.Size).Select(i => batch[(items - 1 - i / size) * size + i % size])]);
    }
}
