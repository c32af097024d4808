using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <content>Normalisations and dropouts.</content>
public static partial class NetJson
{
    static Kind<ILayer>[] NormalisationRows =>
    [
        Kind<ILayer>.Of<BatchNorm>("batch norm",
            norm => Begun(new() { ["statisticsRate"] = norm.StatisticsRate, ["epsilon"] = norm.Epsilon, ["scale"] = norm.Scale, ["shift"] = norm.Shift, ["online"] = norm.Online }, norm),
            f => new BatchNorm(f.Number("statisticsRate"), f.Number("epsilon"), f.Flag("scale"), f.Flag("shift"), f.Flag("online")) { ScaleStart = f.Has("scaleStart") ? f.Number("scaleStart") : 1 }),
        Kind<ILayer>.Of<LayerNorm>("layer norm",
            norm => new() { ["axes"] = norm.Axes, ["epsilon"] = norm.Epsilon, ["scale"] = norm.Scale, ["shift"] = norm.Shift },
            f => new LayerNorm(f.Whole("axes"), f.Number("epsilon"), f.Flag("scale"), f.Flag("shift"))),
        Kind<ILayer>.Of<RmsNorm>("rms norm",
            norm => new() { ["axes"] = norm.Axes, ["epsilon"] = norm.Epsilon, ["scale"] = norm.Scale },
            f => new RmsNorm(f.Whole("axes"), f.Number("epsilon"), f.Flag("scale"))),
        Kind<ILayer>.Of<GroupNorm>("group norm",
            norm => new() { ["groups"] = norm.Groups, ["epsilon"] = norm.Epsilon, ["scale"] = norm.Scale, ["shift"] = norm.Shift },
            f => new GroupNorm(f.Whole("groups"), f.Number("epsilon"), f.Flag("scale"), f.Flag("shift"))),
        Kind<ILayer>.Of<InstanceNorm>("instance norm",
            norm => new() { ["epsilon"] = norm.Epsilon, ["scale"] = norm.Scale, ["shift"] = norm.Shift },
            f => new InstanceNorm(f.Number("epsilon"), f.Flag("scale"), f.Flag("shift"))),
        Kind<ILayer>.Of<Dropout>("dropout",
            dropout => new() { ["rate"] = dropout.Rate, ["original"] = dropout.Original },
            f => new Dropout(f.Number("rate"), f.Flag("original"))),
        Kind<ILayer>.Of<SpatialDropout>("spatial dropout", dropout => new() { ["rate"] = dropout.Rate }, f => new SpatialDropout(f.Number("rate"))),
        Kind<ILayer>.Of<GaussianDropout>("gaussian dropout", dropout => new() { ["rate"] = dropout.Rate }, f => new GaussianDropout(f.Number("rate"))),
        Kind<ILayer>.Of<DropConnect>("drop connect",
            connect => new() { ["dense"] = Node(connect.Dense), ["rate"] = connect.Rate, ["eachExample"] = connect.EachExample },
            f => new DropConnect(Layer(f.Node("dense")) as Dense ?? throw new DlException("drop connect drops the weights of a dense layer, and of no other"), f.Number("rate"), f.Flag("eachExample"))),
        Kind<ILayer>.Of<Standout>("standout",
            standout => new() { ["then"] = Node(standout.Then), ["alpha"] = standout.Alpha, ["beta"] = standout.Beta },
            f => new Standout(Activation(f.Node("then")), f.Number("alpha"), f.Number("beta"))),
    ];

    // Said where it is not one.
    static JsonObject Begun(JsonObject settings, BatchNorm norm)
    {
        if (norm.ScaleStart != 1) settings["scaleStart"] = norm.ScaleStart;
        return settings;
    }
}
