using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

// Dense layers, convolutions, poolings and normalisations.
sealed partial class OnnxTranslation
{
    Wire Linear(ILayer layer, Spot at, Wire x) => layer switch
    {
        DropConnect connect => Linear(connect.Dense, at, x),
        Maxout maxout => Largest(maxout, at, Affine(at, Last(x))),
        _ => Then(((Dense)layer).Then, at.Path, Affine(at, Last(x))),
    };

    // x W + b along the last axis.
    Wire Affine(Spot at, Wire x)
    {
        var (weight, output) = (Leaf(at, "weight"), x.Shape.WithLast(at["weight"].Shape.Last));
        var bias = at.Try("bias") is null ? null : Leaf(at, "bias");
        if (x.Shape.Rank == 1) return new(graph.Node("Gemm", at.Path, bias is null ? [x.Name, weight] : [x.Name, weight, bias]), output);
        var product = new Wire(graph.Node("MatMul", at.Path, [x.Name, weight]), output);
        return bias is null ? product : Op("Add", at.Path, product, bias);
    }

    Wire Largest(Maxout maxout, Spot at, Wire x)
    {
        var pieces = Reshaped(at.Path, x.Name, [.. x.Shape.WithLast(maxout.Units), maxout.Pieces]);
        return new(graph.Node("ReduceMax", at.Path, [pieces], OnnxAttribute.Of("axes", [-1]), OnnxAttribute.Of("keepdims", 0)), x.Shape.WithLast(maxout.Units));
    }

    /// <summary>A window over the axes between batch and channels.</summary>
    readonly record struct Window(int[] Size, int[] Stride, int[] Dilation, Padding Padding)
    {
        public static Window Of(Extent size, Extent stride, Extent dilation, Padding padding) =>
            new([size.Height, size.Width], [stride.Height, stride.Width], [dilation.Height, dilation.Width], padding);

        public static Window Of(int size, int stride, int dilation, Padding padding) => new([size], [stride], [dilation], padding);

        int Reach(int axis) => Dilation[axis] * (Size[axis] - 1) + 1;

        IEnumerable<int> Axes => Enumerable.Range(0, Size.Length);

        /// <summary>Kernel, strides, dilations and pads over an input and its output, or over an output and its input where the window is that of the adjoint.</summary>
        public OnnxAttribute[] Settings(Shape from, Shape to, bool dilates = true) =>
        [
            OnnxAttribute.Of("kernel_shape", Size), OnnxAttribute.Of("strides", Stride), OnnxAttribute.Of("pads", Pads(from, to)),
            .. dilates ? [OnnxAttribute.Of("dilations", Dilation)] : Array.Empty<OnnxAttribute>(),
        ];

        /// <summary>What is missing for the window to reach over all of the larger side: of padding same; half of it before, the odd one behind.</summary>
        public int[] Missing(Shape from, Shape to)
        {
            var window = this;
            return [.. Axes.Select(axis => (to[axis] - 1) * window.Stride[axis] + window.Reach(axis) - from[axis])];
        }

        IEnumerable<int> Pads(Shape from, Shape to)
        {
            if (Padding.ToSame)
            {
                var missing = Missing(from, to).Select(all => Math.Max(0, all)).ToArray();
                return [.. missing.Select(all => all / 2), .. missing.Select(all => all - all / 2)];
            }
            return Size.Length == 1 ? [Padding.Left, Padding.Right] : [Padding.Top, Padding.Left, Padding.Bottom, Padding.Right];
        }
    }

    Wire Convolved(ILayer layer, Spot at, Wire x)
    {
        var (op, window, groups, then, outputPadding) = layer switch
        {
            Conv2d c => ("Conv", Window.Of(c.Size, c.Stride, c.Dilation, c.Padding), c.Groups, c.Then, Array.Empty<int>()),
            Conv1d c => ("Conv", Window.Of(c.Size, c.Stride, c.Dilation, c.Padding), c.Groups, c.Then, []),
            ConvTranspose2d c => ("ConvTranspose", Window.Of(c.Size, c.Stride, c.Dilation, c.Padding), c.Groups, c.Then, [c.OutputPadding.Height, c.OutputPadding.Width]),
            ConvTranspose1d c => ("ConvTranspose", Window.Of(c.Size, c.Stride, c.Dilation, c.Padding), c.Groups, c.Then, [c.OutputPadding]),
            _ => throw No(at, layer, ""),
        };
        var (first, output, isBack) = (First(x), After(layer, x), op == "ConvTranspose");
        // Of the adjoint the window lies over what comes out; where it does not even reach there, as much comes out more.
        if (isBack && window.Padding.ToSame) outputPadding = [.. window.Missing(output, x.Shape).Select(missing => Math.Max(0, -missing))];
        var kernel = Leaf(at, "weight", [-1, -2, .. Enumerable.Range(0, window.Size.Length)]);
        var y = graph.Node(op, at.Path, [first.Name, kernel, .. at.Try("bias") is null ? [] : new[] { Leaf(at, "bias") }],
        [
            OnnxAttribute.Of("group", groups),
            .. isBack ? window.Settings(output, x.Shape) : window.Settings(x.Shape, output),
            .. isBack ? [OnnxAttribute.Of("output_padding", outputPadding)] : Array.Empty<OnnxAttribute>(),
        ]);
        return Then(then, at.Path, new(y, output, true));
    }

    /// <summary>A pooling; null where the layer is none.</summary>
    Wire? Pooled(ILayer layer, Spot at, Wire x) => layer switch
    {
        MaxPool2d p => Slid(layer, at, x, "MaxPool", Window.Of(p.Size, p.Stride, p.Dilation, p.Padding)),
        MaxPool1d p => Slid(layer, at, x, "MaxPool", Window.Of(p.Size, p.Stride, p.Dilation, p.Padding)),
        AveragePool2d p => Averaged(layer, at, x, Window.Of(p.Size, p.Stride, p.Dilation, p.Padding), p.CountPadding),
        AveragePool1d p => Averaged(layer, at, x, Window.Of(p.Size, p.Stride, p.Dilation, p.Padding), p.CountPadding),
        AdaptiveAveragePool2d p => Adapted(layer, at, x, "AveragePool", [p.Output.Height, p.Output.Width]),
        AdaptiveAveragePool1d p => Adapted(layer, at, x, "AveragePool", [p.Output]),
        AdaptiveMaxPool2d p => Adapted(layer, at, x, "MaxPool", [p.Output.Height, p.Output.Width]),
        AdaptiveMaxPool1d p => Adapted(layer, at, x, "MaxPool", [p.Output]),
        GlobalAveragePool2d or GlobalAveragePool1d => Whole(at, x, "ReduceMean"),
        GlobalMaxPool2d or GlobalMaxPool1d => Whole(at, x, "ReduceMax"),
        Pad2d pad => Padded(pad, at, x),
        Crop2d { Border: var border } => Bordered(layer, at, x, "constant", Padding.Of(-border.Top, -border.Bottom, -border.Left, -border.Right)),
        _ => null,
    };

    Wire Slid(ILayer layer, Spot at, Wire x, string op, Window window, params OnnxAttribute[] settings)
    {
        var output = After(layer, x);
        return new(graph.Node(op, at.Path, [First(x).Name], [.. window.Settings(x.Shape, output, dilates: op == "MaxPool"), .. settings]), output, true);
    }

    Wire Padded(Pad2d layer, Spot at, Wire x) => Bordered(layer, at, x, layer.Mode switch
    {
        PaddingMode.Zeros => "constant",
        PaddingMode.Reflect => "reflect",
        PaddingMode.Replicate => "edge",
        _ => throw No(at, layer, "where the image is continued in a circle, up to opset 17"),
    }, layer.Padding);

    // Negative numbers take away.
    Wire Bordered(ILayer layer, Spot at, Wire x, string mode, Padding padding)
    {
        var pads = graph.Wholes($"{at.Path}/pads", [8], 0, 0, padding.Top, padding.Left, 0, 0, padding.Bottom, padding.Right);
        return new(graph.Node("Pad", at.Path, [First(x).Name, pads], OnnxAttribute.Of("mode", mode)), After(layer, x), true);
    }

    Wire Averaged(ILayer layer, Spot at, Wire x, Window window, bool countPadding) => window.Dilation.All(step => step == 1)
        ? Slid(layer, at, x, "AveragePool", window, OnnxAttribute.Of("count_include_pad", countPadding ? 1 : 0))
        : throw No(at, layer, "with a dilation, up to opset 17");

    // Windows of one size, side by side, where the output divides the input.
    Wire Adapted(ILayer layer, Spot at, Wire x, string op, int[] output)
    {
        if (output.Where((to, axis) => x.Shape[axis] % to != 0).Any()) throw No(at, layer, $"where {x.Shape} does not fall into equal windows");
        var size = output.Select((to, axis) => x.Shape[axis] / to).ToArray();
        return Slid(layer, at, x, op, new(size, size, [.. size.Select(_ => 1)], Padding.None));
    }

    Wire Whole(Spot at, Wire x, string op)
    {
        var axes = Enumerable.Range(x.IsFirst ? 2 : 1, x.Shape.Rank - 1);
        return new(graph.Node(op, at.Path, [x.Name], OnnxAttribute.Of("axes", axes), OnnxAttribute.Of("keepdims", 0)), [x.Shape.Last]);
    }

    Wire Normed(ILayer layer, Spot at, Wire x) => layer switch
    {
        BatchNorm norm => ByFeature(norm, at, First(x)),
        LayerNorm norm => ByAxes(norm, at, Last(x)),
        RmsNorm norm => ByRoot(norm, at, Last(x)),
        GroupNorm norm => ByGroups(norm.Groups, norm.Epsilon, at, First(x)),
        InstanceNorm norm => ByGroups(x.Shape.Last, norm.Epsilon, at, First(x)),
        _ => throw No(at, layer, ""),
    };

    Wire ByFeature(BatchNorm norm, Spot at, Wire x) => x with
    {
        Name = graph.Node("BatchNormalization", at.Path,
        [
            x.Name, Scale(at, x), Shift(at, x),
            graph.Tensor($"state.{at.Leaves}mean", at.Statistic("mean")), graph.Tensor($"state.{at.Leaves}variance", at.Statistic("variance")),
        ], OnnxAttribute.Of("epsilon", norm.Epsilon)),
    };

    Wire ByAxes(LayerNorm norm, Spot at, Wire x)
    {
        Shape tail = [.. x.Shape.Skip(x.Shape.Rank - norm.Axes)];
        var scale = at.Try("scale") is null ? graph.Tensor($"{at.Path}/ones", Tensor<float>.Ones(tail)) : Leaf(at, "scale");
        return x with { Name = graph.Node("LayerNormalization", at.Path, [x.Name, scale, .. at.Try("shift") is null ? [] : new[] { Leaf(at, "shift") }], OnnxAttribute.Of("axis", -norm.Axes), OnnxAttribute.Of("epsilon", norm.Epsilon)) };
    }

    // scale x / sqrt(mean(x^2) + epsilon).
    Wire ByRoot(RmsNorm norm, Spot at, Wire x)
    {
        var mean = graph.Node("ReduceMean", at.Path, [Op("Mul", at.Path, x, x.Name).Name], OnnxAttribute.Of("axes", Enumerable.Range(-norm.Axes, norm.Axes)));
        var root = graph.Node("Sqrt", at.Path, [graph.Node("Add", at.Path, [mean, graph.Scalar(at.Path, norm.Epsilon)])]);
        var y = Op("Div", at.Path, x, root);
        return at.Try("scale") is null ? y : Op("Mul", at.Path, y, Leaf(at, "scale"));
    }

    // Groups as channels of an instance normalisation, then scale and shift by channel.
    Wire ByGroups(int groups, double epsilon, Spot at, Wire x)
    {
        var (channels, places) = (x.Shape.Last, x.Shape.Size / x.Shape.Last);
        var apart = Reshaped(at.Path, x.Name, groups, channels / groups * places);
        var unit = new[] { graph.Tensor($"{at.Path}/ones", Tensor<float>.Ones([groups])), graph.Tensor($"{at.Path}/zeros", Tensor<float>.Zeros([groups])) };
        var normal = graph.Node("InstanceNormalization", at.Path, [apart, .. unit], OnnxAttribute.Of("epsilon", epsilon));
        var y = Reshaped(at.Path, normal, [channels, .. x.Shape.Take(x.Shape.Rank - 1)]);
        Shape by = [channels, .. x.Shape.Skip(1).Select(_ => 1)];
        if (at.Try("scale") is { } scale) y = graph.Node("Mul", at.Path, [y, graph.Tensor($"params.{at.Leaves}scale", scale.Reshape(by))]);
        if (at.Try("shift") is { } shift) y = graph.Node("Add", at.Path, [y, graph.Tensor($"params.{at.Leaves}shift", shift.Reshape(by))]);
        return x with { Name = y };
    }

    string Scale(Spot at, Wire x) => at.Try("scale") is null ? graph.Tensor($"{at.Path}/ones", Tensor<float>.Ones([x.Shape.Last])) : Leaf(at, "scale");

    string Shift(Spot at, Wire x) => at.Try("shift") is null ? graph.Tensor($"{at.Path}/zeros", Tensor<float>.Zeros([x.Shape.Last])) : Leaf(at, "shift");
}
