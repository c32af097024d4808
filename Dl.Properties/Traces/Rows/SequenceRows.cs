namespace Dl.Properties;

/// <summary>Embeddings, attention, and one step of recurrent layers; recurrent weights of the format are (gates x hidden, in), each gate's
/// rows together, with a bias of the input and one of the state.</summary>
static class SequenceRows
{
    static readonly Many<string> Cell = ["x", "h", "wi", "wh", "bi", "bh"];

    public static Many<OpRow> All { get; } =
    [
        OpRow.Of("embedding", ["table", "indices"], Embedded),
        OpRow.Of("scaled_dot_product_attention", ["q", "k", "v"], c => Ops.Attention(c["q"], c["k"], c["v"])),
        OpRow.Of("rnn_cell", Cell, c => Bias(c).Bind(bias => Stepped(new Rnn(c["h"].Shape.Last), c, ["h"], bias)).Map(state => state[0])),
        OpRow.Of("gru_cell", Cell, GatedUnit) with { Attributes = ["gate_order"] },
        new("lstm_cell", [.. Cell, "c"], LongShort) { Attributes = ["gate_order"] },
    ];

    static Diff<double, Var<double>> Embedded(OpCall c)
    {
        var (table, ids) = (c["table"], Embedding.Batch<double>(c.Whole("indices")));
        return new Embedding(table.Shape[0], table.Shape[1]).Apply(new Call<double>(new EmbeddingParams<double>(table), Empty<double>.It, default, Mode.Infer), ids).Map(result => result.Output);
    }

    static Diff<double, Played> LongShort(OpCall c)
    {
        c.Attributes.OneOf("gate_order", "input,forget,cell,output");
        return Bias(c).Bind(bias => Stepped(new Lstm(c["h"].Shape.Last), c, ["h", "c"], bias)).Map(state => new Played([.. state], []));
    }

    // The state's biases of the two gates join those of the input; that of the candidate stays inside the reset.
    static Diff<double, Var<double>> GatedUnit(OpCall c)
    {
        c.Attributes.OneOf("gate_order", "reset,update,new");
        var units = c["h"].Shape.Last;
        return
            from gates in Ops.Part(c["bh"], 0, 0, 2 * units)
            from widened in Ops.Concat(0, gates, Tensor<double>.Zeros([units]))
            from bias in Ops.Add(c["bi"], widened)
            from inner in Ops.Part(c["bh"], 0, 2 * units, units)
            from input in Ops.Transpose(c["wi"])
            from recurrent in Ops.Transpose(c["wh"])
            from state in new Gru(units).Step(new GruParams<double>(input, recurrent, bias, inner), c["x"], [c["h"]])
            select state[0];
    }

    static Diff<double, Few<Var<double>>> Stepped(Recurrent layer, OpCall c, string[] state, Var<double> bias) =>
        from input in Ops.Transpose(c["wi"])
        from recurrent in Ops.Transpose(c["wh"])
        from next in layer.Step(new RecurrentParams<double>(input, recurrent, bias), c["x"], Few.Of<Var<double>>([.. state.Select(name => c[name])]))
        select next;

    static Diff<double, Var<double>> Bias(OpCall c) => Ops.Add(c["bi"], c["bh"]);
}
