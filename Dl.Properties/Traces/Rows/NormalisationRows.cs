namespace Dl.Properties;

/// <summary>Normalisations, by the layers of the library.</summary>
static class NormalisationRows
{
    public static Many<OpRow> All { get; } =
    [
        new("batch_norm", ["x", "gamma", "beta", "running_mean", "running_var"], Batch) { Attributes = ["training", "momentum", "epsilon"] },
        OpRow.Of("layer_norm", ["x", "gamma", "beta"], Layer) with { Attributes = ["epsilon", "axes"] },
        OpRow.Of("group_norm", ["x", "gamma", "beta"], c => ChannelsLast(c, new GroupNorm(c.Attributes.Whole("groups"), Epsilon(c)))) with { Attributes = ["epsilon", "groups"] },
        OpRow.Of("instance_norm", ["x", "gamma", "beta"], c => ChannelsLast(c, new InstanceNorm(Epsilon(c)))) with { Attributes = ["epsilon"] },
    ];

    static Diff<double, Played> Batch(OpCall c)
    {
        var mode = c.Attributes.Flag("training") ? Mode.Train : Mode.Infer;
        var call = Call(c) with { State = new NormState<double>(c["running_mean"], c["running_var"]), Mode = mode };
        var norm = new BatchNorm(c.Attributes.Number("momentum"), Epsilon(c));
        return Layouts.ChannelsLast(c["x"], x => norm.Apply(call, x), result => result.Output, (result, y) => result with { Output = y })
            .Map(result => new Played([result.Output], State((NormState<double>)result.State)));
    }

    static Many<(string, Tensor<double>)> State(NormState<double> state) => [("running_mean", state.Mean.Value), ("running_var", state.Variance.Value)];

    static Diff<double, Var<double>> Layer(OpCall c)
    {
        var axes = c.Attributes.Wholes("axes").Select(axis => axis < 0 ? axis : axis - c["x"].Shape.Rank).Order().ToArray();
        return axes.SequenceEqual(Enumerable.Range(-axes.Length, axes.Length))
            ? new LayerNorm(axes.Length, Epsilon(c)).Apply(Call(c), c["x"]).Map(result => result.Output)
            : throw c.Attributes.Unsupported("axes");
    }

    static Diff<double, Var<double>> ChannelsLast(OpCall c, ILayer norm) =>
        Layouts.ChannelsLast(c["x"], x => norm.Apply(Call(c), x).Map(result => result.Output), y => y, (_, y) => y);

    static Call<double> Call(OpCall c) => new(new NormParams<double>(c["gamma"], c["beta"]), Empty<double>.It, Key.Of(0), Mode.Train);

    static double Epsilon(OpCall c) => c.Attributes.Number("epsilon");
}
