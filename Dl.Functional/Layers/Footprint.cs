namespace Dl.Functional;

/// <summary>What a layer costs for one example in use.</summary>
/// <param name="MultiplyAdds">The multiplications whose products are added up: those of dense layers, convolutions, recurrences and attention. What is done to each number
/// alone (activations, normalisations, poolings, biases) is not counted. Null where a layer is in it that is not known here.</param>
/// <param name="Outputs">The numbers that all layers in it give: what learning keeps for its way back, but for what ops keep besides.</param>
public readonly record struct Footprint(long? MultiplyAdds, long Outputs)
{
    /// <summary>Both together.</summary>
    public static Footprint operator +(Footprint left, Footprint right) => new(left.MultiplyAdds + right.MultiplyAdds, left.Outputs + right.Outputs);

    /// <summary>The footprint of a layer. Law: its multiply-adds are those of the ops that it records. PyTorch: <c>fvcore</c> and <c>thop</c> count the same.</summary>
    /// <param name="layer">The layer, or a whole network.</param>
    /// <param name="example">The shape of one example.</param>
    /// <exception cref="DlException">The layer cannot take such examples.</exception>
    public static Footprint Of(ILayer layer, Shape example)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(example);
        return Walk(layer, example).Cost;
    }

    static (Shape Output, Footprint Cost) Walk(ILayer layer, Shape x) => layer switch
    {
        Seq seq => Chain(seq.Layers, x),
        Repeat repeat => Chain(Enumerable.Repeat(repeat.Part, repeat.Times), x),
        Recompute again => Walk(again.Body, x),
        Residual residual => Beside([Walk(residual.Body, x), Walk(residual.Shortcut, x)], After(layer, x)),
        Branch branch => Beside(branch.Ways.Select(way => Walk(way, x)), After(layer, x)),
        DenseBlock block => block.Layers.Aggregate((Output: x, Cost: new Footprint(0, 0)), (before, part) =>
        {
            var (output, cost) = Walk(part, before.Output);
            var joined = before.Output.WithLast(before.Output.Last + output.Last);
            return (joined, before.Cost + cost + new Footprint(0, joined.Size));
        }),
        _ => Alone(layer, x, After(layer, x)),
    };

    static (Shape Output, Footprint Cost) Chain(IEnumerable<ILayer> layers, Shape x) => layers.Aggregate((Output: x, Cost: new Footprint(0, 0)), (before, part) =>
    {
        var (output, cost) = Walk(part, before.Output);
        return (output, before.Cost + cost);
    });

    static (Shape Output, Footprint Cost) Beside(IEnumerable<(Shape Output, Footprint Cost)> ways, Shape output) =>
        (output, ways.Aggregate(new Footprint(0, output.Size), (sum, way) => sum + way.Cost));

    static (Shape Output, Footprint Cost) Alone(ILayer layer, Shape x, Shape y) => (y, new(Products(layer, x, y), y.Size));

    static long? Products(ILayer layer, Shape x, Shape y) => layer switch
    {
        Dense dense => (long)x.Size * dense.Units,
        DropConnect connect => (long)x.Size * connect.Dense.Units,
        Maxout maxout => (long)x.Size * maxout.Units * maxout.Pieces,
        Conv2d conv => (long)y.Size * conv.Size.Area * (x.Last / conv.Groups),
        Conv1d conv => (long)y.Size * conv.Size * (x.Last / conv.Groups),
        ConvTranspose2d conv => (long)x.Size * conv.Size.Area * (conv.Filters / conv.Groups),
        ConvTranspose1d conv => (long)x.Size * conv.Size * (conv.Filters / conv.Groups),
        LocallyConnected2d local => (long)y.Size * local.Size.Area * x.Last,
        LocallyConnected1d local => (long)y.Size * local.Size * x.Last,
        PatchEmbedding patches => (long)x.Size * patches.Units,
        Bidirectional both => 2 * Steps(both.Layer, x),
        Recurrent recurrent => Steps(recurrent, x),
        // Queries, keys and values, their meeting, what is met, and the way out.
        MultiHeadAttention => 3L * x.Size * x.Last + 2L * x[0] * x.Size + (long)x.Size * x.Last,
        Activation or PRelu or Flatten or Reshape or Dropout or SpatialDropout or GaussianDropout or Standout => 0,
        BatchNorm or LayerNorm or RmsNorm or GroupNorm or InstanceNorm => 0,
        Pad2d or Crop2d or MaxPool2d or MaxPool1d or AveragePool2d or AveragePool1d or GlobalAveragePool2d or GlobalAveragePool1d or GlobalMaxPool2d or GlobalMaxPool1d => 0,
        AdaptiveAveragePool2d or AdaptiveAveragePool1d or AdaptiveMaxPool2d or AdaptiveMaxPool1d => 0,
        Embedding or PositionalEmbedding or SinusoidalPositions or ClassToken or OneToken => 0,
        _ => null,
    };

    static long? Steps(Recurrent layer, Shape x) => layer switch
    {
        Rnn => 1,
        Lstm => 4,
        Gru => 3,
        _ => default(int?),
    } * (long)x[0] * (x[1] + layer.Units) * layer.Units;

    static Shape After(ILayer layer, Shape example) => layer is Activation ? example : Net.Form<float>(layer, example).Output;
}
