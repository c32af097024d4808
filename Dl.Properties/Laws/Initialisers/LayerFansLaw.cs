namespace Dl.Properties;

/// <summary>
/// I3 for layers: each layer tells its initialiser the fans that one counts for a weight of its kind. An initialiser is put in the layer's place for one that writes the fans it is told
/// into every number, so that the parameters of the start say them. Silent for layers without an initialiser.
/// </summary>
public static class LayerFansLaw
{
    /// <summary>The law.</summary>
    public static Law<LayerCase> Of { get; } = new("layer fans", "a layer draws each weight with the fans that one counts (I3)", asked =>
    {
        var all = Verdict.Silent;
        foreach (var (setting, fans) in Expected(Claimed.By(asked.Layer), asked.Batch.Shape.Example))
            all = all.And(() => Told(asked, setting, fans));
        return all;
    });

    static Verdict Told(LayerCase asked, string setting, Many<Fans> expected)
    {
        if (Source.Settings(asked.Layer).All(own => own.Parameter.Name != setting)) return Verdict.Silent;
        var start = Source.With(asked.Layer, setting, new Telltale()).Init<double>(asked.Key, asked.Batch.Shape.Example);
        var told = Tree.Leaves(start.Params).SelectMany(leaf => leaf.Value.Value.Span.ToArray()).Where(Telltale.Speaks).Distinct().Select(Telltale.Read).ToArray();
        return Verdict.If(told.Length > 0, () => $"nothing is drawn by the initialiser '{setting}'")
            .And(() => Verdict.If(told.ToHashSet().SetEquals(expected), () => $"the initialiser '{setting}' is told {Written(told)}, but one counts {Written(expected)}"));
    }

    static string Written(IEnumerable<Fans> all) => string.Join(", ", all.Select(fans => $"{fans.In} in and {fans.Out} out"));

    // The settings that draw weights, and the connections that one counts for each weight.
    static IEnumerable<(string Setting, Many<Fans> Fans)> Expected(ILayer layer, Shape example) => layer switch
    {
        Dense dense => [("Weight", [Matrix(example.Last, dense.Units)])],
        Maxout maxout => [("Weight", [Matrix(example.Last, maxout.Units * maxout.Pieces)])],
        PatchEmbedding patches => [("Weight", [Matrix(patches.Patch * patches.Patch * example[2], patches.Units)])],
        Conv1d conv => [("Weight", [Window(false, example[1], conv.Filters, conv.Groups, conv.Size)])],
        Conv2d conv => [("Weight", [Window(false, example[2], conv.Filters, conv.Groups, conv.Size.Height, conv.Size.Width)])],
        LocallyConnected1d local => [("Weight", [Window(false, example[1], local.Filters, 1, local.Size)])],
        LocallyConnected2d local => [("Weight", [Window(false, example[2], local.Filters, 1, local.Size.Height, local.Size.Width)])],
        ConvTranspose1d conv => [("Weight", [Window(true, example[1], conv.Filters, conv.Groups, conv.Size)])],
        ConvTranspose2d conv => [("Weight", [Window(true, example[2], conv.Filters, conv.Groups, conv.Size.Height, conv.Size.Width)])],
        // Queries, keys and values are one matrix.
        MultiHeadAttention => [("Weight", [Matrix(example[1], 3 * example[1]), Matrix(example[1], example[1])])],
        // Each gate is a matrix of its own.
        Recurrent recurrent => [("Input", [Matrix(example[1], recurrent.Units)]), ("Back", [Matrix(recurrent.Units, recurrent.Units)])],
        _ => [],
    };

    static Fans Matrix(int inputs, int outputs) => FansLaw.Counted(new(false, inputs, outputs, 1, []));

    static Fans Window(bool transposed, int channels, int filters, int groups, params int[] kernel) => FansLaw.Counted(new(transposed, channels, filters, groups, [.. kernel]));

    /// <summary>Writes the fans that it is told into every number.</summary>
    sealed record Telltale() : IInitialiser
    {
        const double Mark = 1L << 40, Next = 1 << 20;

        public double Variance(Fans fans) => 0;

        public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.Full(shape, T.CreateChecked(Mark + fans.In * Next + fans.Out));

        public static bool Speaks(double number) => number >= Mark;

        public static Fans Read(double number) => new((int)((number - Mark) / Next), (int)((number - Mark) % Next));
    }
}
