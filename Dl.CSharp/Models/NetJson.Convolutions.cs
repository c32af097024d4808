using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <content>Convolutions and poolings.</content>
public static partial class NetJson
{
    static Kind<ILayer>[] ConvolutionRows =>
    [
        Kind<ILayer>.Of<Conv2d>("conv2d",
            conv => Computed(Filtered(new() { ["filters"] = conv.Filters, ["size"] = Node(conv.Size), ["stride"] = Node(conv.Stride), ["padding"] = Node(conv.Padding), ["dilation"] = Node(conv.Dilation), ["groups"] = conv.Groups }, conv.Then, conv.Weight, conv.Bias), conv.Method),
            f => new Conv2d(f.Whole("filters"), Sides(f, "size"), Sides(f, "stride"), Around(f), Sides(f, "dilation"), f.Whole("groups"), Activation(f.Node("then")), Initialisers.Read(f.Node("weight")), f.Flag("bias")) { Method = f.Has("method") ? f.Choice<ConvolutionMethod>("method") : default }),
        Kind<ILayer>.Of<Conv1d>("conv1d",
            conv => Filtered(new() { ["filters"] = conv.Filters, ["size"] = conv.Size, ["stride"] = conv.Stride, ["padding"] = Node(conv.Padding), ["dilation"] = conv.Dilation, ["groups"] = conv.Groups }, conv.Then, conv.Weight, conv.Bias),
            f => new Conv1d(f.Whole("filters"), f.Whole("size"), f.Whole("stride"), Around(f), f.Whole("dilation"), f.Whole("groups"), Activation(f.Node("then")), Initialisers.Read(f.Node("weight")), f.Flag("bias"))),
        Kind<ILayer>.Of<ConvTranspose2d>("conv transpose2d",
            conv => Filtered(new() { ["filters"] = conv.Filters, ["size"] = Node(conv.Size), ["stride"] = Node(conv.Stride), ["padding"] = Node(conv.Padding), ["outputPadding"] = Node(conv.OutputPadding), ["dilation"] = Node(conv.Dilation), ["groups"] = conv.Groups }, conv.Then, conv.Weight, conv.Bias),
            f => new ConvTranspose2d(f.Whole("filters"), Sides(f, "size"), Sides(f, "stride"), Around(f), Sides(f, "outputPadding"), Sides(f, "dilation"), f.Whole("groups"), Activation(f.Node("then")), Initialisers.Read(f.Node("weight")), f.Flag("bias"))),
        Kind<ILayer>.Of<ConvTranspose1d>("conv transpose1d",
            conv => Filtered(new() { ["filters"] = conv.Filters, ["size"] = conv.Size, ["stride"] = conv.Stride, ["padding"] = Node(conv.Padding), ["outputPadding"] = conv.OutputPadding, ["dilation"] = conv.Dilation, ["groups"] = conv.Groups }, conv.Then, conv.Weight, conv.Bias),
            f => new ConvTranspose1d(f.Whole("filters"), f.Whole("size"), f.Whole("stride"), Around(f), f.Whole("outputPadding"), f.Whole("dilation"), f.Whole("groups"), Activation(f.Node("then")), Initialisers.Read(f.Node("weight")), f.Flag("bias"))),
        Kind<ILayer>.Of<LocallyConnected2d>("locally connected2d",
            local => Filtered(new() { ["filters"] = local.Filters, ["size"] = Node(local.Size), ["stride"] = Node(local.Stride), ["padding"] = Node(local.Padding), ["dilation"] = Node(local.Dilation) }, local.Then, local.Weight, local.Bias),
            f => new LocallyConnected2d(f.Whole("filters"), Sides(f, "size"), Sides(f, "stride"), Around(f), Sides(f, "dilation"), Activation(f.Node("then")), Initialisers.Read(f.Node("weight")), f.Flag("bias"))),
        Kind<ILayer>.Of<LocallyConnected1d>("locally connected1d",
            local => Filtered(new() { ["filters"] = local.Filters, ["size"] = local.Size, ["stride"] = local.Stride, ["padding"] = Node(local.Padding), ["dilation"] = local.Dilation }, local.Then, local.Weight, local.Bias),
            f => new LocallyConnected1d(f.Whole("filters"), f.Whole("size"), f.Whole("stride"), Around(f), f.Whole("dilation"), Activation(f.Node("then")), Initialisers.Read(f.Node("weight")), f.Flag("bias"))),
        Kind<ILayer>.Of<Pad2d>("pad2d", pad => new() { ["padding"] = Node(pad.Padding), ["mode"] = pad.Mode.ToString() }, f => new Pad2d(Around(f), f.Choice<PaddingMode>("mode"))),
        Kind<ILayer>.Of<Crop2d>("crop2d", crop => new() { ["border"] = Node(crop.Border) }, f => new Crop2d(Around(f, "border"))),
        Kind<ILayer>.Of<MaxPool2d>("max pool2d",
            pool => Window(pool.Size, pool.Stride, pool.Padding, pool.Dilation),
            f => new MaxPool2d(Sides(f, "size"), Sides(f, "stride"), Around(f), Sides(f, "dilation"))),
        Kind<ILayer>.Of<MaxPool1d>("max pool1d",
            pool => Window(pool.Size, pool.Stride, pool.Padding, pool.Dilation),
            f => new MaxPool1d(f.Whole("size"), f.Whole("stride"), Around(f), f.Whole("dilation"))),
        Kind<ILayer>.Of<AveragePool2d>("average pool2d",
            pool => Counted(Window(pool.Size, pool.Stride, pool.Padding, pool.Dilation), pool.CountPadding),
            f => new AveragePool2d(Sides(f, "size"), Sides(f, "stride"), Around(f), Sides(f, "dilation"), f.Flag("countPadding"))),
        Kind<ILayer>.Of<AveragePool1d>("average pool1d",
            pool => Counted(Window(pool.Size, pool.Stride, pool.Padding, pool.Dilation), pool.CountPadding),
            f => new AveragePool1d(f.Whole("size"), f.Whole("stride"), Around(f), f.Whole("dilation"), f.Flag("countPadding"))),
        Kind<ILayer>.Of<AdaptiveAveragePool2d>("adaptive average pool2d", pool => new() { ["output"] = Node(pool.Output) }, f => new AdaptiveAveragePool2d(Sides(f, "output"))),
        Kind<ILayer>.Of<AdaptiveAveragePool1d>("adaptive average pool1d", pool => new() { ["output"] = pool.Output }, f => new AdaptiveAveragePool1d(f.Whole("output"))),
        Kind<ILayer>.Of<AdaptiveMaxPool2d>("adaptive max pool2d", pool => new() { ["output"] = Node(pool.Output) }, f => new AdaptiveMaxPool2d(Sides(f, "output"))),
        Kind<ILayer>.Of<AdaptiveMaxPool1d>("adaptive max pool1d", pool => new() { ["output"] = pool.Output }, f => new AdaptiveMaxPool1d(f.Whole("output"))),
        Kind<ILayer>.Of("global average pool2d", new GlobalAveragePool2d()),
        Kind<ILayer>.Of("global average pool1d", new GlobalAveragePool1d()),
        Kind<ILayer>.Of("global max pool2d", new GlobalMaxPool2d()),
        Kind<ILayer>.Of("global max pool1d", new GlobalMaxPool1d()),
    ];

    static JsonObject Filtered(JsonObject settings, Activation then, IInitialiser weight, bool bias)
    {
        (settings["then"], settings["weight"], settings["bias"]) = (Node(then), Initialisers.Write(weight), bias);
        return settings;
    }

    // Said where it is not left to the shape.
    static JsonObject Computed(JsonObject settings, ConvolutionMethod method)
    {
        if (method != default) settings["method"] = method.ToString();
        return settings;
    }

    static JsonObject Window(Extent size, Extent stride, Padding padding, Extent dilation) =>
        new() { ["size"] = Node(size), ["stride"] = Node(stride), ["padding"] = Node(padding), ["dilation"] = Node(dilation) };

    static JsonObject Window(int size, int stride, Padding padding, int dilation) =>
        new() { ["size"] = size, ["stride"] = stride, ["padding"] = Node(padding), ["dilation"] = dilation };

    static JsonObject Counted(JsonObject settings, bool countPadding)
    {
        settings["countPadding"] = countPadding;
        return settings;
    }

    // [height, width].
    static JsonArray Node(Extent extent) => [extent.Height, extent.Width];

    // "same", or [top, bottom, left, right].
    static JsonNode Node(Padding padding) => padding.ToSame ? JsonValue.Create("same") : new JsonArray(padding.Top, padding.Bottom, padding.Left, padding.Right);

    static Extent Sides(Fields f, string name) => Wholes(f.Node(name)) is [var height, var width]
        ? new(height, width)
        : throw new Core.DlException($"layer: \"{name}\" is a list of two whole numbers, height and width, not {f.Node(name)?.ToJsonString() ?? "null"}");

    static Padding Around(Fields f, string name = "padding") => f.Node(name) is JsonValue word && word.TryGetValue<string>(out var same) && same == "same" ? Padding.Same
        : Wholes(f.Node(name)) is [var top, var bottom, var left, var right] ? new(top, bottom, left, right)
        : throw new Core.DlException($"layer: \"{name}\" is \"same\" or a list of four whole numbers, top, bottom, left and right, not {f.Node(name)?.ToJsonString() ?? "null"}");

    static int[]? Wholes(JsonNode? list)
    {
        if (list is not JsonArray items) return null;
        var wholes = items.Select(item => item is JsonValue value && value.TryGetValue<int>(out var whole) ? (int?)whole : null).ToArray();
        return wholes.Contains(null) ? null : [.. wholes.Select(whole => whole!.Value)];
    }
}
