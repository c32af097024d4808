using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>A layer that has numbers, and how they come from the tensors of a module.</summary>
/// <param name="Path">The path of the layer.</param>
/// <param name="Leaves">The tensors that the module has, by name, in the shapes of PyTorch.</param>
/// <param name="Conversion">What happens to them.</param>
/// <param name="Convert">The leaves of the model, by path, from the tensors.</param>
sealed record TorchSlot(string Path, Many<(string Name, Shape Shape)> Leaves, string Conversion, Func<Func<string, Tensor<float>>, IEnumerable<(string Leaf, Tensor<float> Value)>> Convert)
{
    public string Signature => Signed(Leaves);

    public static string Signed(IEnumerable<(string Name, Shape Shape)> leaves) => string.Join(", ", leaves.Select(leaf => $"{leaf.Name} {leaf.Shape}").Order(StringComparer.Ordinal));
}

/// <summary>What flows from layer to layer while slots are collected.</summary>
/// <param name="Shape">The shape of an example.</param>
/// <param name="Order">For each feature its place among those of PyTorch, where a flatten made them differ; null where they do not.</param>
readonly record struct TorchFlow(Shape Shape, Many<int>? Order = null);

/// <summary>Collects the slots of a network.</summary>
sealed partial class TorchSlots
{
    readonly List<TorchSlot> slots = [];

    /// <summary>The layers of a model that have numbers, in order.</summary>
    /// <exception cref="DlException">PyTorch has no module for a layer.</exception>
    public static Many<TorchSlot> Of(Model model)
    {
        var found = new TorchSlots();
        found.Layer(model.Net, new(model.Net is Seq ? "" : model.Net.Name, "", model.Params, model.State), new(model.Example));
        return found.slots.ToMany();
    }

    TorchFlow Layer(ILayer layer, Spot at, TorchFlow x) => layer switch
    {
        Seq seq => Chain(seq.Layers, at, x),
        Repeat repeat => Chain(Enumerable.Repeat(repeat.Part, repeat.Times).ToMany(), at, x),
        Recompute again => Layer(again.Body, at, x),
        Residual residual => Meet(at, [Layer(residual.Body, at.Part(0, residual.Body), x), Layer(residual.Shortcut, at.Part(1, residual.Shortcut), x)]),
        Branch branch => Merged(branch, at, [.. branch.Ways.Select((way, i) => Layer(way, at.Part(i, way), x))]),
        DenseBlock block => block.Layers.Select((part, i) => (part, i)).Aggregate(x, (x, one) => Joined(at, [x, Layer(one.part, at.Part(one.i, one.part), x)])),
        Flatten { From: 0 } => Flat(x),
        Flatten or Reshape => throw new DlException($"{at.Path}: '{layer.Name}' joins other axes in PyTorch, where channels are first, and no order of numbers makes up for it"),
        DropConnect connect => Layer(connect.Dense, at, x),
        _ when Tree.Leaves(at.Params).Count + Tree.Leaves(at.State).Count == 0 => new(layer is Activation or Dropout or GaussianDropout ? x.Shape : After(layer, x.Shape), layer is Activation or Dropout or GaussianDropout or Standout ? x.Order : null),
        _ => Slot(layer, at, x),
    };

    TorchFlow Chain(Many<ILayer> layers, Spot at, TorchFlow x)
    {
        for (var i = 0; i < layers.Count; i++) x = Layer(layers[i], at.Part(i, layers[i]), x);
        return x;
    }

    static TorchFlow Merged(Branch branch, Spot at, TorchFlow[] ways) => branch.Merge == Merge.Concat ? Joined(at, ways) : Meet(at, ways);

    static TorchFlow Meet(Spot at, TorchFlow[] ways) => ways.All(way => Equals(way.Order, ways[0].Order)) ? ways[0] : throw Lost(at);

    static TorchFlow Joined(Spot at, TorchFlow[] ways) => ways.All(way => way.Order is null) ? new(ways[0].Shape.WithLast(ways.Sum(way => way.Shape.Last))) : throw Lost(at);

    static DlException Lost(Spot at) => new($"{at.Path}: features of a flatten meet others here, and their order in PyTorch is not known; put a dense layer between them");

    // (places..., channels) here, (channels, places...) there.
    static TorchFlow Flat(TorchFlow x)
    {
        if (x.Shape.Rank < 2) return x;
        var (channels, places) = (x.Shape.Last, x.Shape.Size / Math.Max(1, x.Shape.Last));
        return new([x.Shape.Size], channels == 1 || places == 1 ? null : Enumerable.Range(0, x.Shape.Size).Select(i => i % channels * places + i / channels).ToMany());
    }

    static Shape After(ILayer layer, Shape example) => Net.Form<float>(layer, example).Output;

    TorchFlow Add(Spot at, string conversion, Many<(string Name, Shape Shape)> leaves, Shape output, Func<Func<string, Tensor<float>>, IEnumerable<(string Leaf, Tensor<float> Value)>> convert, Many<int>? order = null)
    {
        slots.Add(new(at.Path, leaves, conversion, convert));
        return new(output, order);
    }

    static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);
}
