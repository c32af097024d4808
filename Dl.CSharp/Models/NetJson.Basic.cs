using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <content>Dense layers and combinators.</content>
public static partial class NetJson
{
    static Kind<ILayer>[] BasicRows =>
    [
        Kind<ILayer>.Of<Dense>("dense",
            dense => new() { ["units"] = dense.Units, ["then"] = Node(dense.Then), ["weight"] = Initialisers.Write(dense.Weight), ["bias"] = dense.Bias },
            f => new Dense(f.Whole("units"), Activation(f.Node("then")), Initialisers.Read(f.Node("weight")), f.Flag("bias"))),
        Kind<ILayer>.Of<Flatten>("flatten", flatten => flatten.From == 0 ? [] : new() { ["from"] = flatten.From }, f => new Flatten(f.Has("from") ? f.Whole("from") : 0)),
        Kind<ILayer>.Of<Reshape>("reshape",
            reshape => new() { ["output"] = new JsonArray([.. reshape.Output.Select(axis => (JsonNode?)axis)]) },
            f => new Reshape(f.Shape("output"))),
        Kind<ILayer>.Of<Seq>("seq",
            seq => new() { ["layers"] = new JsonArray([.. seq.Layers.Select(Node)]) },
            f => new Seq(f.List("layers").Select(Layer).ToMany())),
        Kind<ILayer>.Of<Recompute>("recompute", again => new() { ["body"] = Node(again.Body) }, f => new Recompute(Layer(f.Node("body")))),
        Kind<ILayer>.Of<Residual>("residual",
            residual => new() { ["body"] = Node(residual.Body), ["shortcut"] = Node(residual.Shortcut) },
            f => new Residual(Layer(f.Node("body")), Layer(f.Node("shortcut")))),
        Kind<ILayer>.Of<Branch>("branch",
            branch => new() { ["merge"] = branch.Merge.ToString(), ["ways"] = new JsonArray([.. branch.Ways.Select(Node)]) },
            f => new Branch(f.Choice<Merge>("merge"), f.List("ways").Select(Layer).ToMany())),
        Kind<ILayer>.Of<DenseBlock>("dense block",
            block => new() { ["layers"] = new JsonArray([.. block.Layers.Select(Node)]) },
            f => new DenseBlock(f.List("layers").Select(Layer).ToMany())),
        Kind<ILayer>.Of<Repeat>("repeat",
            repeat => new() { ["times"] = repeat.Times, ["part"] = Node(repeat.Part) },
            f => new Repeat(f.Whole("times"), Layer(f.Node("part")))),
    ];
}
