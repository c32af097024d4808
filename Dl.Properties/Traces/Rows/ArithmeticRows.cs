namespace Dl.Properties;

/// <summary>Arithmetic with broadcasting, reductions, products of matrices.</summary>
static class ArithmeticRows
{
    public static Many<OpRow> All { get; } =
    [
        OpRow.Of("add", ["x", "y"], c => Ops.Add(c["x"], c["y"])),
        OpRow.Of("subtract", ["x", "y"], c => Ops.Subtract(c["x"], c["y"])),
        OpRow.Of("multiply", ["x", "y"], c => Ops.Multiply(c["x"], c["y"])),
        OpRow.Of("divide", ["x", "y"], c => Ops.Divide(c["x"], c["y"])),
        OpRow.Of("matmul", ["x", "y"], c => c["x"].Shape.Rank == 2 ? Ops.MatMul(c["x"], c["y"]) : Ops.BatchMatMul(c["x"], c["y"])),
        OpRow.Of("dense", ["x", "weight"], Dense) with { Optional = ["bias"], Attributes = ["weight_layout"] },
        OpRow.Of("sum", ["x"], c => Diff.Apply(new SumOp(Axes(c), Keep(c)), [c["x"]])) with { Attributes = ["axis", "keep_dims"] },
        OpRow.Of("mean", ["x"], c => Diff.Apply(new MeanOp(Axes(c), Keep(c)), [c["x"]])) with { Attributes = ["axis", "keep_dims"] },
        OpRow.Of("variance", ["x"], c => Diff.Apply(new VarianceOp(Axes(c), Keep(c), c.Attributes.Whole("correction")), [c["x"]])) with { Attributes = ["axis", "keep_dims", "correction"] },
        OpRow.Of("logsumexp", ["x"], c => Diff.Apply(new LogSumExpOp(Axes(c), Keep(c)), [c["x"]])) with { Attributes = ["axis", "keep_dims"] },
        OpRow.Of("abs", ["x"], c => Ops.Abs(c["x"])),
        OpRow.Of("sqrt", ["x"], c => Ops.Sqrt(c["x"])),
        OpRow.Of("max", ["x"], c => Diff.Apply(new MaxOp(Axes(c), Keep(c)), [c["x"]])) with { Attributes = ["axis", "keep_dims"] },
    ];

    static Diff<double, Var<double>> Dense(OpCall c) =>
        from weight in c.Attributes.OneOf("weight_layout", "out,in", "in,out") == "out,in" ? Layouts.Transpose(c["weight"]) : Diff.Return<double, Var<double>>(c["weight"])
        from y in c.Has("bias") ? Ops.Dense(c["x"], weight, c["bias"]) : Ops.MatMul(c["x"], weight)
        select y;

    static Many<int> Axes(OpCall c) => c.Attributes.Wholes("axis");

    static bool Keep(OpCall c) => c.Attributes.Flag("keep_dims", false);
}
