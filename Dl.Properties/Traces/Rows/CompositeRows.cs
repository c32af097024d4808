namespace Dl.Properties;

/// <summary>Formulas that several rows share.</summary>
static class CompositeRows
{
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
}
