namespace Dl.Properties;

/// <summary>
/// What the library has no op for, by its formula in the ops that there are: the trace then judges these together. An op
/// that comes moves its row to its family.
/// </summary>
static class CompositeRows
{
    public static Many<OpRow> All { get; } =
    [
        OpRow.Of("abs", ["x"], c => Ops.Abs(c["x"])),
        OpRow.Of("sqrt", ["x"], c => Ops.Sqrt(c["x"])),
        OpRow.Of("elu", ["x"], c => Elu(c["x"], 1, c.Attributes.Number("alpha", 1))) with { Attributes = ["alpha"] },
        OpRow.Of("selu", ["x"], c => Elu(c["x"], 1.0507009873554804934193349852946, 1.6732632423543772848170429916717)),
        OpRow.Of("leaky_relu", ["x"], c => Leaky(c["x"], Tensor<double>.Scalar(c.Attributes.Number("negative_slope")))) with { Attributes = ["negative_slope"] },
        OpRow.Of("prelu", ["x", "slope"], c => Ops.Reshape(c["slope"], [-1, .. c["x"].Shape.Skip(2).Select(_ => 1)]).Bind(slope => Leaky(c["x"], slope))),
        OpRow.Of("silu", ["x"], c => Ops.Sigmoid(c["x"]).Bind(gate => Ops.Multiply(c["x"], gate))),
        OpRow.Of("softplus", ["x"], c => Softplus(c["x"])),
        OpRow.Of("softsign", ["x"], c => Absolute(c["x"]).Bind(a => Plus(a, 1)).Bind(d => Ops.Divide(c["x"], d))),
        OpRow.Of("mish", ["x"], c => Softplus(c["x"]).Bind(Ops.Tanh).Bind(gate => Ops.Multiply(c["x"], gate))),
        OpRow.Of("log_sigmoid", ["x"], c => Ops.Negate(c["x"]).Bind(Softplus).Bind(Ops.Negate)),
        OpRow.Of("relu6", ["x"], c => Between(c["x"], 0, 6)),
        OpRow.Of("hard_tanh", ["x"], c => Between(c["x"], -1, 1)),
        OpRow.Of("hard_sigmoid", ["x"], c => HardSigmoid(c["x"])),
        OpRow.Of("hard_swish", ["x"], c => HardSigmoid(c["x"]).Bind(gate => Ops.Multiply(c["x"], gate))),
        OpRow.Of("gelu", ["x"], Gelu) with { Attributes = ["approximate"] },
        OpRow.Of("logsumexp", ["x"], LogSumExp) with { Attributes = ["axis"] },
        OpRow.Of("variance", ["x"], Variance) with { Attributes = ["axis", "correction"] },
    ];

    public static Diff<double, Var<double>> Plus(Var<double> x, double number) => Ops.Add(x, Tensor<double>.Scalar(number));

    /// <summary><c>max(x, 0) + max(-x, 0)</c>.</summary>
    public static Diff<double, Var<double>> Absolute(Var<double> x) =>
        from positive in Ops.Relu(x)
        from flipped in Ops.Negate(x)
        from negative in Ops.Relu(flipped)
        from y in Ops.Add(positive, negative)
        select y;

    /// <summary><c>ln(1 + exp x) = max(x, 0) + ln(1 + exp(-|x|))</c>.</summary>
    public static Diff<double, Var<double>> Softplus(Var<double> x) =>
        from positive in Ops.Relu(x)
        from rest in Absolute(x).Bind(Ops.Negate).Bind(Ops.Exp).Bind(e => Plus(e, 1)).Bind(Ops.Log)
        from y in Ops.Add(positive, rest)
        select y;

    /// <summary>A one in each row, at the place of the row's label.</summary>
    public static Tensor<double> OneHot(Indices labels, int classes) => Tensor<double>.Build([labels.Count, classes], labels, static (into, labels) =>
    {
        into.Clear();
        var classes = into.Length / Math.Max(1, labels.Count);
        for (var i = 0; i < labels.Count; i++)
            into[i * classes + (labels[i] >= 0 && labels[i] < classes ? labels[i] : throw new DlException($"index {labels[i]} is not in 0 to {classes - 1}"))] = 1;
    });

    // scale (max(x, 0) + alpha (exp(min(x, 0)) - 1)).
    static Diff<double, Var<double>> Elu(Var<double> x, double scale, double alpha) =>
        from positive in Ops.Relu(x)
        from negative in Ops.Subtract(x, positive)
        from less in Ops.Exp(negative).Bind(e => Plus(e, -1))
        from bent in Ops.Scale(less, alpha)
        from sum in Ops.Add(positive, bent)
        from y in Ops.Scale(sum, scale)
        select y;

    static Diff<double, Var<double>> Leaky(Var<double> x, Var<double> slope) =>
        from positive in Ops.Relu(x)
        from negative in Ops.Subtract(x, positive)
        from tilted in Ops.Multiply(negative, slope)
        from y in Ops.Add(positive, tilted)
        select y;

    // max(x - low, 0) - max(x - high, 0) + low.
    static Diff<double, Var<double>> Between(Var<double> x, double low, double high) =>
        from above in Plus(x, -low).Bind(Ops.Relu)
        from beyond in Plus(x, -high).Bind(Ops.Relu)
        from cut in Ops.Subtract(above, beyond)
        from y in Plus(cut, low)
        select y;

    static Diff<double, Var<double>> HardSigmoid(Var<double> x) => Plus(x, 3).Bind(shifted => Between(shifted, 0, 6)).Bind(cut => Ops.Scale(cut, 1.0 / 6));

    // The approximation by tanh: x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
    static Diff<double, Var<double>> Gelu(OpCall c)
    {
        var x = c["x"];
        if (c.Attributes.OneOf("approximate", "none", "tanh") == "none") throw c.Attributes.Unsupported("approximate");
        return
            from square in Ops.Multiply(x, x)
            from factor in Ops.Scale(square, 0.044715).Bind(s => Plus(s, 1))
            from inner in Ops.Multiply(x, factor)
            from gate in Ops.Scale(inner, Math.Sqrt(2 / Math.PI)).Bind(Ops.Tanh).Bind(t => Plus(t, 1))
            from product in Ops.Multiply(x, gate)
            from y in Ops.Scale(product, 0.5)
            select y;
    }

    // x - log softmax(x) is the same number all along the axis.
    static Diff<double, Var<double>> LogSumExp(OpCall c)
    {
        var (x, axis) = (c["x"], c.Attributes.Whole("axis"));
        return
            from logs in Ops.LogSoftmax(x, axis)
            from sums in Ops.Subtract(x, logs)
            from y in Ops.Mean(sums, axis)
            select y;
    }

    static Diff<double, Var<double>> Variance(OpCall c)
    {
        var (x, axis) = (c["x"], c.Attributes.Whole("axis"));
        return
            from mean in Diff.Apply(new MeanOp([axis], true), [x])
            from centred in Ops.Subtract(x, mean)
            from squares in Ops.Multiply(centred, centred)
            from sum in Ops.Sum(squares, axis)
            from y in Ops.Scale(sum, 1 / (x.Shape[axis < 0 ? axis + x.Shape.Rank : axis] - c.Attributes.Number("correction", 1)))
            select y;
    }
}
