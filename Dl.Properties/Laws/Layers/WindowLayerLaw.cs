namespace Dl.Properties;

/// <summary>
/// L4 and L6 for layers: a layer that slides a window is the op of its settings on its kernel, with its bias and its activation behind; a 1d layer is that
/// of images one pixel high. The ops are held to their plain sums by laws of their own.
/// </summary>
public static class WindowLayerLaw
{
    /// <summary>The law.</summary>
    public static Law<LayerCase> Of { get; } = new("window", "a convolution or pooling layer is the op of its settings; a list is an image one pixel high (L4, L6)", asked =>
    {
        if (Window(Claimed.By(asked.Layer)) is not { } window) return Verdict.Silent;
        var mold = new Mold<double>(asked.Start<double>().Params);
        var leaves = Tree.Leaves(mold.Pour(asked.Vector));
        var isList = asked.Batch.Shape.Rank == 3;
        var images = isList ? High(asked.Batch, 1) : asked.Batch;
        var inputs = leaves.Select((leaf, i) => i > 0 || !isList ? leaf.Value.Value : High(window.Op is LocallyConnected2dOp ? High(leaf.Value.Value, 1) : leaf.Value.Value, 0)).Prepend(images).ToArray();
        var z = Linear(window.Op, inputs);
        var expected = window.Then.Of<double>(z).Value().Value;
        var found = asked.Apply(mold.Pour(asked.Vector), asked.Batch, Mode.Infer).Value().Output.Value;
        return expected.Shape.Size != found.Shape.Size
            ? Verdict.Broken($"the output has the shape {found.Shape}, that of the op is {expected.Shape}")
            : Verdict.Close(found, expected.Reshape(found.Shape), 1e-13, () => "the output against that of the op");
    });

    static (IOp Op, Activation Then)? Window(ILayer layer) => layer switch
    {
        Conv2d conv => (new Conv2dOp(conv.Stride, conv.Padding, conv.Dilation, conv.Groups), conv.Then),
        Conv1d conv => (new Conv2dOp((1, conv.Stride), Ends(conv.Padding), (1, conv.Dilation), conv.Groups), conv.Then),
        ConvTranspose2d conv => (new ConvTranspose2dOp(conv.Stride, conv.Padding, conv.OutputPadding, conv.Dilation, conv.Groups), conv.Then),
        ConvTranspose1d conv => (new ConvTranspose2dOp((1, conv.Stride), Ends(conv.Padding), (0, conv.OutputPadding), (1, conv.Dilation), conv.Groups), conv.Then),
        LocallyConnected1d local => (new LocallyConnected2dOp((1, local.Stride), Ends(local.Padding), (1, local.Dilation)), local.Then),
        LocallyConnected2d local => (new LocallyConnected2dOp(local.Stride, local.Padding, local.Dilation), local.Then),
        MaxPool2d pool => (new MaxPool2dOp(pool.Size, pool.Stride, pool.Padding, pool.Dilation), Activation.None),
        MaxPool1d pool => (new MaxPool2dOp((1, pool.Size), (1, pool.Stride), Ends(pool.Padding), (1, pool.Dilation)), Activation.None),
        AveragePool2d pool => (new AveragePool2dOp(pool.Size, pool.Stride, pool.Padding, pool.Dilation, pool.CountPadding), Activation.None),
        AveragePool1d pool => (new AveragePool2dOp((1, pool.Size), (1, pool.Stride), Ends(pool.Padding), (1, pool.Dilation), pool.CountPadding), Activation.None),
        AdaptiveAveragePool2d pool => (new AdaptiveAveragePool2dOp(pool.Output), Activation.None),
        AdaptiveAveragePool1d pool => (new AdaptiveAveragePool2dOp((1, pool.Output)), Activation.None),
        AdaptiveMaxPool2d pool => (new AdaptiveMaxPool2dOp(pool.Output), Activation.None),
        AdaptiveMaxPool1d pool => (new AdaptiveMaxPool2dOp((1, pool.Output)), Activation.None),
        GlobalAveragePool2d or GlobalAveragePool1d => (new AdaptiveAveragePool2dOp(1), Activation.None),
        GlobalMaxPool2d or GlobalMaxPool1d => (new AdaptiveMaxPool2dOp(1), Activation.None),
        _ => null,
    };

    static Padding Ends(Padding padding) => padding with { Top = 0, Bottom = 0 };

    // Biases of their own at every place are added behind.
    static Tensor<double> Linear(IOp op, Tensor<double>[] inputs) => op is LocallyConnected2dOp && inputs.Length == 3
        ? new AddOp().Rule<double>([op.Rule<double>([inputs[0], inputs[1]]).Value, inputs[2]]).Value
        : op.Rule(Few.Of(inputs)).Value;

    static Tensor<double> High(Tensor<double> list, int axis) => list.Reshape(Shape.Of([.. list.Shape.Take(axis), 1, .. list.Shape.Skip(axis)]));
}
