using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>A value of the graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The shape of one example, channels last, however it lies.</param>
/// <param name="IsFirst">Whether channels lie on the first axis of an example.</param>
readonly record struct Wire(string Name, Shape Shape, bool IsFirst = false);

/// <summary>Where a layer stands in its network.</summary>
/// <param name="Path">Its path: <c>3:residual/0:seq</c>; empty for a sequence that is the whole network.</param>
/// <param name="Leaves">What the paths of its leaves begin with: <c>3.0.</c></param>
/// <param name="Params">Its parameters.</param>
/// <param name="State">Its state.</param>
readonly record struct Spot(string Path, string Leaves, ITree<float> Params, ITree<float> State)
{
    /// <summary>Where a part of the layer stands.</summary>
    public Spot Part(int i, ILayer layer)
    {
        var number = i.ToString(CultureInfo.InvariantCulture);
        return new($"{(Path.Length == 0 ? "" : $"{Path}/")}{number}:{layer.Name}", $"{Leaves}{number}.", ((Trees<float>)Params).Items[i], ((Trees<float>)State).Items[i]);
    }

    /// <summary>The same place with a branch of the parameters.</summary>
    public Spot Branch(string name, ITree<float> parameters) => this with { Leaves = $"{Leaves}{name}.", Params = parameters };

    /// <summary>A parameter by its path.</summary>
    public Tensor<float> this[string leaf] => Find(Params, leaf) ?? throw new DlException($"{Path} has no leaf '{leaf}'");

    /// <summary>A parameter by its path; null where there is none.</summary>
    public Tensor<float>? Try(string leaf) => Find(Params, leaf);

    /// <summary>A tensor of the state by its path.</summary>
    public Tensor<float> Statistic(string leaf) => Find(State, leaf)!;

    static Tensor<float>? Find(ITree<float> tree, string leaf) => Tree.Leaves(tree).Where(one => one.Path == leaf).Select(one => one.Value.Value).FirstOrDefault();
}

/// <summary>Layers as ops of ONNX.</summary>
sealed partial class OnnxTranslation(OnnxGraph graph)
{
    readonly Dictionary<string, Wire> turned = [];

    /// <summary>The whole network, with its preprocessing; the name of its last value.</summary>
    public string Network(Model model)
    {
        var path = model.Net is Seq ? "" : model.Net.Name;
        return Last(Layer(model.Net, new(path, "", model.Params, model.State), Prepared(model.Preprocessing, new(OnnxGraph.Input, model.Example)))).Name;
    }

    Wire Layer(ILayer layer, Spot at, Wire x) => layer switch
    {
        Seq seq => Chain(seq.Layers, at, x),
        Repeat repeat => Chain(Enumerable.Repeat(repeat.Part, repeat.Times).ToMany(), at, x),
        Recompute again => Layer(again.Body, at, x),
        Residual residual => Sum(at, Layer(residual.Body, at.Part(0, residual.Body), x), Layer(residual.Shortcut, at.Part(1, residual.Shortcut), x)),
        Branch branch => Merged(branch.Merge, at, [.. branch.Ways.Select((way, i) => Layer(way, at.Part(i, way), x))]),
        DenseBlock block => block.Layers.Select((part, i) => (part, i)).Aggregate(x, (x, one) => Joined(at, [x, Layer(one.part, at.Part(one.i, one.part), x)])),
        Flatten { From: 0 } => x.Shape.Rank == 1 ? x : new(graph.Node("Flatten", at.Path, [Last(x).Name], OnnxAttribute.Of("axis", 1)), [x.Shape.Size]),
        Flatten or Reshape when After(layer, x) is var output => new(Reshaped(at.Path, Last(x).Name, [.. output]), output),
        Dense or DropConnect or Maxout => Linear(layer, at, x),
        Conv2d or Conv1d or ConvTranspose2d or ConvTranspose1d => Convolved(layer, at, x),
        Activation then => Then(then, at.Path, x),
        PRelu prelu => Sloped(prelu, at, x),
        Standout standout => Stood(standout, at.Path, x),
        Dropout { Original: true, Rate: > 0 } dropout => Op("Mul", at.Path, x, graph.Scalar(at.Path, 1 - dropout.Rate)),
        Dropout or SpatialDropout or GaussianDropout => x,
        BatchNorm or LayerNorm or RmsNorm or GroupNorm or InstanceNorm => Normed(layer, at, x),
        _ => Pooled(layer, at, x) ?? Sequenced(layer, at, x) ?? throw No(at, layer, ""),
    };

    Wire Chain(Many<ILayer> layers, Spot at, Wire x)
    {
        for (var i = 0; i < layers.Count; i++) x = Layer(layers[i], at.Part(i, layers[i]), x);
        return x;
    }

    Wire Merged(Merge merge, Spot at, Wire[] ways) => merge switch
    {
        Merge.Concat => Joined(at, ways),
        Merge.Sum => Together("Sum", at.Path, ways),
        Merge.Mean => Together("Mean", at.Path, ways),
        _ => ways.Skip(1).Aggregate(ways[0], (x, y) => Together("Mul", at.Path, [x, y])),
    };

    Wire Sum(Spot at, Wire x, Wire y) => Together("Add", at.Path, [x, y]);

    Wire Together(string op, string path, Wire[] ways)
    {
        var alike = Alike(ways);
        return alike[0] with { Name = graph.Node(op, path, [.. alike.Select(way => way.Name)]) };
    }

    Wire Joined(Spot at, Wire[] ways)
    {
        var alike = Alike(ways);
        var name = graph.Node("Concat", at.Path, [.. alike.Select(way => way.Name)], OnnxAttribute.Of("axis", alike[0].IsFirst ? 1 : alike[0].Shape.Rank));
        return new(name, alike[0].Shape.WithLast(alike.Sum(way => way.Shape.Last)), alike[0].IsFirst);
    }

    // Values that meet lie in the same way: as most of them do.
    Wire[] Alike(Wire[] ways) => [.. ways.Select<Wire, Wire>(2 * ways.Count(way => way.IsFirst) >= ways.Length ? First : Last)];

    /// <summary>The value with its channels first, where an example has more than one axis.</summary>
    Wire First(Wire x) => x.IsFirst || x.Shape.Rank < 2 ? x : Turned(x, [0, x.Shape.Rank, .. Enumerable.Range(1, x.Shape.Rank - 1)]);

    /// <summary>The value with its channels last.</summary>
    Wire Last(Wire x) => x.IsFirst ? Turned(x, [0, .. Enumerable.Range(2, x.Shape.Rank - 1), 1]) : x;

    // Each value is turned once, however many ask for it.
    Wire Turned(Wire x, int[] axes)
    {
        if (turned.TryGetValue(x.Name, out var known)) return known;
        var y = x with { Name = Transposed($"{x.Name}/Transpose", x.Name, axes), IsFirst = !x.IsFirst };
        (turned[x.Name], turned[y.Name]) = (y, x);
        return y;
    }

    string Transposed(string path, string x, params int[] axes) => graph.Node("Transpose", path, [x], OnnxAttribute.Of("perm", axes));

    /// <summary>Another shape of each example.</summary>
    string Reshaped(string path, string x, params int[] example) =>
        graph.Node("Reshape", path, [x, graph.Wholes($"{path}/shape", [example.Length + 1], [0, .. example.Select(axis => (long)axis)])]);

    /// <summary>An op of each number, which keeps the shape.</summary>
    Wire Op(string op, string path, Wire x, params string[] others) => x with { Name = graph.Node(op, path, [x.Name, .. others]) };

    /// <summary>A parameter as a tensor of the graph, under the path of its leaf.</summary>
    string Leaf(Spot at, string leaf, params int[] axes) => graph.Tensor($"params.{at.Leaves}{leaf}", Turned(at[leaf], axes));

    static Tensor<float> Turned(Tensor<float> value, int[] axes) => axes.Length == 0 ? value : Ops.Transpose<float>(value, axes).Value().Value;

    // The shape of what comes out, from the layer itself.
    static Shape After(ILayer layer, Wire x) => Net.Form<float>(layer, x.Shape).Output;

    static DlException No(Spot at, ILayer layer, string why) =>
        new($"{(at.Path.Length == 0 ? layer.Name : at.Path)}: ONNX has no op for the layer '{layer.Name}'{(why.Length > 0 ? $" {why}" : "")}; a network without it can be exported");
}
