namespace Dl.Properties;

/// <summary>Convolutions and poolings: images with channels on axis 1 there and last here, kernels (out, in, ...) there and (..., in, out) here.</summary>
static class ConvolutionRows
{
    static readonly Many<string> Window = ["stride", "padding", "dilation", "groups", "layout", "weight_layout"];

    public static Many<OpRow> All { get; } =
    [
        OpRow.Of("conv2d", ["x", "weight"], c => Convolved(c, inputs => Diff.Apply(new Conv2dOp(Sides(c, "stride", 1), Around(c), Sides(c, "dilation", 1), Groups(c)), inputs)))
            with { Optional = ["bias"], Attributes = Window },
        OpRow.Of("conv1d", ["x", "weight"], c => Convolved(c, inputs => Ops.Conv1d(new Conv2dOp(Sides(c, "stride", 1), Around(c), Sides(c, "dilation", 1), Groups(c)), [.. inputs])))
            with { Optional = ["bias"], Attributes = Window },
        OpRow.Of("conv2d_transpose", ["x", "weight"], c => Convolved(c, inputs => Diff.Apply(Transposed(c), inputs)))
            with { Optional = ["bias"], Attributes = [.. Window, "output_padding"] },
        OpRow.Of("conv1d_transpose", ["x", "weight"], c => Convolved(c, inputs => Ops.ConvTranspose1d(Transposed(c), [.. inputs])))
            with { Optional = ["bias"], Attributes = [.. Window, "output_padding"] },
        OpRow.Of("max_pool2d", ["x"], c => Pooled(c, new MaxPool2dOp(Sides(c, "kernel"), Stride(c), Around(c), Sides(c, "dilation", 1))))
            with { Attributes = ["kernel", "stride", "padding", "dilation", "layout"] },
        OpRow.Of("average_pool2d", ["x"], c => Pooled(c, new AveragePool2dOp(Sides(c, "kernel"), Stride(c), Around(c), 1, c.Attributes.Flag("count_include_pad", true))))
            with { Attributes = ["kernel", "stride", "padding", "count_include_pad", "layout"] },
        OpRow.Of("adaptive_average_pool2d", ["x"], c => Pooled(c, new AdaptiveAveragePool2dOp(Sides(c, "output")))) with { Attributes = ["output", "layout"] },
        OpRow.Of("adaptive_max_pool2d", ["x"], c => Pooled(c, new AdaptiveMaxPool2dOp(Sides(c, "output")))) with { Attributes = ["output", "layout"] },
    ];

    static ConvTranspose2dOp Transposed(OpCall c) => new(Sides(c, "stride", 1), Around(c), Sides(c, "output_padding", 0), Sides(c, "dilation", 1), Groups(c));

    static Diff<double, Var<double>> Convolved(OpCall c, Func<Few<Var<double>>, Diff<double, Var<double>>> convolution) =>
        from kernel in Images.KernelFromChannelsFirst(c["weight"])
        from y in ChannelsLast(c, x => convolution(c.Has("bias") ? [x, kernel, c["bias"]] : [x, kernel]))
        select y;

    static Diff<double, Var<double>> Pooled(OpCall c, IOp op) => ChannelsLast(c, x => Diff.Apply(op, [x]));

    static Diff<double, Var<double>> ChannelsLast(OpCall c, Func<Var<double>, Diff<double, Var<double>>> f)
    {
        c.Attributes.OneOf("layout", "NCHW", "NCL");
        return
            from x in Images.FromChannelsFirst(c["x"])
            from y in f(x)
            from back in Images.ToChannelsFirst(y)
            select back;
    }

    static Extent Stride(OpCall c) => c.Attributes.Wholes("stride").Count == 0 ? Sides(c, "kernel") : Sides(c, "stride");

    // One number stands for all axes, and for both where there is one axis only.
    static Extent Sides(OpCall c, string name, int? otherwise = null) => c.Attributes.Wholes(name) switch
    {
        [] => Extent.Of(otherwise ?? throw new DlException($"attribute {name} is missing")),
        [var both] => Extent.Of(both),
        [var height, var width] => Extent.Of(height, width),
        _ => throw c.Attributes.Unsupported(name),
    };

    static Padding Around(OpCall c)
    {
        var sides = Sides(c, "padding", 0);
        return Padding.Of(sides.Height, sides.Width);
    }

    static int Groups(OpCall c) => c.Attributes.Wholes("groups") is [var groups] ? groups : 1;
}
