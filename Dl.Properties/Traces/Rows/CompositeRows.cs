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
