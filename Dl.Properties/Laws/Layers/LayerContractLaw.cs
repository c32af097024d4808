namespace Dl.Properties;

/// <summary>What every layer promises: shapes, states, purity, one network at every scalar.</summary>
public static class LayerContractLaw
{
    /// <summary>The output has the shape that the start announced, behind the batch axis.</summary>
    public static Law<LayerCase> Shapes { get; } = new("shape", "the output has the shape that Init announced", asked =>
        InBothModes(mode =>
        {
            var (announced, found) = (asked.Start<double>().Output.Batch(asked.Batch.Shape[0]), Run(asked, mode).Output.Shape);
            return Verdict.If(announced == found, () => $"Init announced {announced}, the output in mode {mode} is {found}");
        }));

    /// <summary>In inference the state that comes out is the very object that went in; in training it keeps its form.</summary>
    public static Law<LayerCase> States { get; } = new("state", "inference returns the state it was given, training one of the same form", asked =>
    {
        var start = asked.Start<double>();
        var parameters = new Mold<double>(start.Params).Pour(asked.Vector);
        ITree<double> After(Mode mode) => asked.Layer.Apply(new Call<double>(parameters, start.State, asked.Key, mode), asked.Batch).Value().State;
        return Verdict.If(ReferenceEquals(After(Mode.Infer), start.State), () => "in inference another object came out than went in")
            .And(() => Verdict.If(Tree.Leaves(After(Mode.Train)).Select(leaf => (leaf.Path, leaf.Value.Shape)).SequenceEqual(Tree.Leaves(start.State).Select(leaf => (leaf.Path, leaf.Value.Shape))),
                () => "in training a state of another form came out"));
    });

    /// <summary>The same key, the same bits, on any number of workers; and another key changes nothing in inference.</summary>
    public static Law<LayerCase> Purity { get; } = new("purity", "same input and key, same bits, on any number of workers (G11)", asked =>
        InBothModes(mode =>
        {
            var first = Run(asked, mode).Output.Value;
            return Verdict.If(first.SameBits(Run(asked, mode).Output.Value), () => $"run twice in mode {mode}, other bits")
                .And(() => Verdict.If(first.SameBits(Workers.With(1, () => Run(asked, mode)).Output.Value), () => $"on one worker in mode {mode}, other bits"))
                .And(() => Verdict.If(first.SameBits(Workers.With(7, () => Run(asked, mode)).Output.Value), () => $"on seven workers in mode {mode}, other bits"));
        }).And(() =>
        {
            var mold = new Mold<double>(asked.Start<double>().Params);
            return Verdict.If(mold.Flatten(asked.Start<double>().Params).SameBits(mold.Flatten(asked.Start<double>().Params)), () => "Init twice with one key gives other parameters");
        }));

    /// <summary>L1: in inference the rows of a batch do not see each other.</summary>
    public static Law<LayerCase> Rows { get; } = new("rows", "in inference the output of a batch is that of its rows (L1)", asked =>
    {
        var whole = Run(asked, Mode.Infer).Output.Value;
        var (inner, outer) = (asked.Batch.Shape.Example, whole.Shape.Example);
        var all = Verdict.Holds;
        for (var i = 0; i < asked.Batch.Shape[0]; i++)
        {
            var row = i;
            all = all.And(() => Verdict.Close(Run(asked with { Batch = asked.Batch.View(row * inner.Size, inner.Batch(1)) }, Mode.Infer).Output.Value,
                whole.View(row * outer.Size, outer.Batch(1)), 1e-13, () => $"row {row} alone"));
        }
        return all;
    });

    /// <summary>The parameters at float and at dual numbers are those at double, in the same places under the same names.</summary>
    public static Law<LayerCase> Scalars { get; } = new("scalars", "one layer value has the same parameters at float, double and dual numbers", asked =>
    {
        var (wide, narrow, dual) = (asked.Start<double>().Params, asked.Start<float>().Params, asked.Start<Dual<double>>().Params);
        var (mold, small, twin) = (new Mold<double>(wide), new Mold<float>(narrow), new Mold<Dual<double>>(dual));
        return Verdict.If(mold.Slots.Equals(small.Slots) && mold.Slots.Equals(twin.Slots), () => "the leaves differ in name, role or place")
            .And(() => Verdict.Close(small.Flatten(narrow).Convert<double>(), mold.Flatten(wide), 1.0 / (1 << 22), () => "parameters at float"))
            .And(() => Verdict.Close(ForwardMode.Values(twin.Flatten(dual)), mold.Flatten(wide), 1e-15, () => "parameters at dual numbers"));
    });

    static Verdict InBothModes(Func<Mode, Verdict> ask) => ask(Mode.Train).And(() => ask(Mode.Infer));

    static Result<double> Run(LayerCase asked, Mode mode) =>
        asked.Apply(new Mold<double>(asked.Start<double>().Params).Pour(asked.Vector), asked.Batch, mode).Value();
}
