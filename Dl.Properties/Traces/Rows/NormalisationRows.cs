namespace Dl.Properties;

/// <summary>Normalisations: that of the batch, and those of a layer, of groups and of instances as one of the batch in
/// another shape.</summary>
static class NormalisationRows
{
    public static Many<OpRow> All { get; } =
    [
        new("batch_norm", ["x", "gamma", "beta", "running_mean", "running_var"], Batch) { Attributes = ["training", "momentum", "epsilon"] },
        OpRow.Of("layer_norm", ["x", "gamma", "beta"], Layer) with { Attributes = ["epsilon", "axes"] },
        OpRow.Of("group_norm", ["x", "gamma", "beta"], c => Groups(c, c.Attributes.Whole("groups"))) with { Attributes = ["epsilon", "groups"] },
        OpRow.Of("instance_norm", ["x", "gamma", "beta"], c => Groups(c, c["gamma"].Shape.Size)) with { Attributes = ["epsilon"] },
    ];

    static Diff<double, Played> Batch(OpCall c)
    {
        var mode = c.Attributes.Flag("training") ? Mode.Train : Mode.Infer;
        var call = new Call<double>(new NormParams<double>(c["gamma"], c["beta"]), new NormState<double>(c["running_mean"], c["running_var"]), Key.Of(0), mode);
        var norm = new BatchNorm(c.Attributes.Number("momentum"), c.Attributes.Number("epsilon"));
        return Layouts.ChannelsLast(c["x"], x => norm.Apply(call, x), result => result.Output, (result, y) => result with { Output = y })
            .Map(result => new Played([result.Output], State((NormState<double>)result.State)));
    }

    static Many<(string, Tensor<double>)> State(NormState<double> state) => [("running_mean", state.Mean.Value), ("running_var", state.Variance.Value)];

    static Diff<double, Var<double>> Layer(OpCall c)
    {
        var x = c["x"];
        if (c.Attributes.Wholes("axes") is not [var axis] || (axis != -1 && axis != x.Shape.Rank - 1)) throw c.Attributes.Unsupported("axes");
        return
            from normal in Rows(x, x.Shape.Rows, c.Attributes.Number("epsilon"))
            from scaled in Ops.Multiply(normal, c["gamma"])
            from y in Ops.Add(scaled, c["beta"])
            select y;
    }

    // Channels on axis 1, each group of them normalised within each item; scale and shift by channel.
    static Diff<double, Var<double>> Groups(OpCall c, int groups)
    {
        var (x, channels) = (c["x"], c["gamma"].Shape.Size);
        if (x.Shape.Rank < 2 || x.Shape[1] != channels || groups < 1 || channels % groups != 0) throw new DlException($"{groups} groups of {channels} channels in {x.Shape} are not supported");
        int[] along = [channels, .. x.Shape.Skip(2).Select(_ => 1)];
        return
            from normal in Rows(x, x.Shape[0] * groups, c.Attributes.Number("epsilon"))
            from scale in Ops.Reshape(c["gamma"], along)
            from shift in Ops.Reshape(c["beta"], along)
            from scaled in Ops.Multiply(normal, scale)
            from y in Ops.Add(scaled, shift)
            select y;
    }

    // Each of so many equal parts of the memory normalised for itself: as a feature of its own, whose items are the numbers in it.
    static Diff<double, Var<double>> Rows(Var<double> x, int rows, double epsilon) =>
        from matrix in Ops.Reshape(x, rows, -1)
        from items in Layouts.Transpose(matrix)
        from normal in Ops.BatchNorm(items, Tensor<double>.Ones([rows]), Tensor<double>.Zeros([rows]), epsilon)
        from back in Layouts.Transpose(normal.Output)
        from y in Ops.Reshape(back, [.. x.Shape])
        select y;
}
