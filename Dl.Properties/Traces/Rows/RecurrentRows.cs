namespace Dl.Properties;

/// <summary>One step of recurrent networks; weights are (gates x hidden, in), each gate's rows together.</summary>
static class RecurrentRows
{
    static readonly Many<string> Tensors = ["x", "h", "wi", "wh", "bi", "bh"];

    public static Many<OpRow> All { get; } =
    [
        OpRow.Of("rnn_cell", Tensors, c => Both(c).Bind(Ops.Tanh)),
        OpRow.Of("gru_cell", Tensors, Gru) with { Attributes = ["gate_order"] },
        new("lstm_cell", [.. Tensors, "c"], Lstm) { Attributes = ["gate_order"] },
    ];

    static Diff<double, Var<double>> Input(OpCall c) => Layouts.Transpose(c["wi"]).Bind(w => Ops.Dense(c["x"], w, c["bi"]));

    static Diff<double, Var<double>> Hidden(OpCall c) => Layouts.Transpose(c["wh"]).Bind(w => Ops.Dense(c["h"], w, c["bh"]));

    static Diff<double, Var<double>> Both(OpCall c) =>
        from input in Input(c)
        from hidden in Hidden(c)
        from sum in Ops.Add(input, hidden)
        select sum;

    // Some of the features: those of gate i, when all gates lie side by side. There is no op that cuts.
    static Diff<double, Var<double>> Gate(Var<double> all, int gates, int i) =>
        from apart in Ops.Reshape(all, all.Shape[0], gates, -1)
        from mine in Ops.Multiply(apart, Tensor<double>.Of([gates, 1], [.. Enumerable.Range(0, gates).Select(gate => gate == i ? 1.0 : 0.0)]))
        from gate in Ops.Sum(mine, 1)
        select gate;

    // r, z = sigmoid; n = tanh(input + r hidden); n + z (h - n).
    static Diff<double, Var<double>> Gru(OpCall c)
    {
        c.Attributes.OneOf("gate_order", "reset,update,new");
        return
            from input in Input(c)
            from hidden in Hidden(c)
            from sum in Ops.Add(input, hidden)
            from reset in Gate(sum, 3, 0).Bind(Ops.Sigmoid)
            from update in Gate(sum, 3, 1).Bind(Ops.Sigmoid)
            from fresh in Gate(input, 3, 2)
            from old in Gate(hidden, 3, 2)
            from kept in Ops.Multiply(reset, old)
            from candidate in Ops.Add(fresh, kept).Bind(Ops.Tanh)
            from difference in Ops.Subtract(c["h"], candidate)
            from step in Ops.Multiply(update, difference)
            from y in Ops.Add(candidate, step)
            select y;
    }

    // c' = forget c + input cell; h' = output tanh(c').
    static Diff<double, Played> Lstm(OpCall c)
    {
        c.Attributes.OneOf("gate_order", "input,forget,cell,output");
        return
            from sum in Both(c)
            from input in Gate(sum, 4, 0).Bind(Ops.Sigmoid)
            from forget in Gate(sum, 4, 1).Bind(Ops.Sigmoid)
            from cell in Gate(sum, 4, 2).Bind(Ops.Tanh)
            from output in Gate(sum, 4, 3).Bind(Ops.Sigmoid)
            from old in Ops.Multiply(forget, c["c"])
            from added in Ops.Multiply(input, cell)
            from next in Ops.Add(old, added)
            from seen in Ops.Tanh(next)
            from h in Ops.Multiply(output, seen)
            select new Played([h, next], []);
    }
}
