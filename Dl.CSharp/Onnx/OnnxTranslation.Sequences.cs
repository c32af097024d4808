using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

// Embeddings, recurrences and attention: examples (time, features).
sealed partial class OnnxTranslation
{
    /// <summary>A layer of sequences; null where it is none.</summary>
    Wire? Sequenced(ILayer layer, Spot at, Wire input)
    {
        var x = Last(input);
        return layer switch
        {
            Embedding embedding => Looked(embedding, at, x),
            PatchEmbedding patches => Cut(patches, at, x),
            PositionalEmbedding => Op("Add", at.Path, x, Leaf(at, "rows")),
            SinusoidalPositions waves => Op("Add", at.Path, x, graph.Tensor($"{at.Path}/waves", waves.Waves<float>(x.Shape[0], x.Shape[1]))),
            ClassToken => new(graph.Node("Concat", at.Path, [Spread(at, Leaf(at, "rows"), x, [1, x.Shape[1]], 0), x.Name], OnnxAttribute.Of("axis", 1)), [x.Shape[0] + 1, x.Shape[1]]),
            OneToken token => new(graph.Node("Gather", at.Path, [x.Name, graph.Wholes($"{at.Path}/position", Shape.Scalar, token.Position < 0 ? token.Position + x.Shape[0] : token.Position)], OnnxAttribute.Of("axis", 1)), [x.Shape[1]]),
            MultiHeadAttention attention => Attended(attention, at, x),
            Recurrent recurrent => Unrolled(recurrent, null, at, x, [at]),
            Bidirectional both => Unrolled(both.Layer, both.Merge, at, x, [at.Part(0, both.Layer), at.Part(1, both.Layer)]),
            _ => null,
        };
    }

    // An id that stands for nothing has a row of zeros.
    Wire Looked(Embedding embedding, Spot at, Wire x)
    {
        var table = at["table"];
        if (embedding.Padding is { } padding)
            table = Tensor<float>.Build(table.Shape, (table, padding), static (into, s) =>
            {
                s.table.Span.CopyTo(into);
                into.Slice(s.padding * s.table.Shape.Last, s.table.Shape.Last).Clear();
            });
        var ids = graph.Node("Cast", $"{at.Path}/Cast", [x.Name], OnnxAttribute.Of("to", 7));
        return new(graph.Node("Gather", at.Path, [graph.Tensor($"params.{at.Leaves}table", table), ids]), [.. x.Shape, embedding.Size]);
    }

    Wire Cut(PatchEmbedding patches, Spot at, Wire x)
    {
        var (side, down, along, channels) = (patches.Patch, x.Shape[0] / patches.Patch, x.Shape[1] / patches.Patch, x.Shape[2]);
        var apart = Transposed($"{at.Path}/Transpose", Reshaped($"{at.Path}/Reshape", x.Name, down, side, along, side, channels), 0, 1, 3, 2, 4, 5);
        Shape rows = [down * along, side * side * channels];
        return Affine(at, new(Reshaped($"{at.Path}/Reshape", apart, [.. rows]), rows));
    }

    Wire Attended(MultiHeadAttention attention, Spot at, Wire x)
    {
        var p = (AttentionParams<float>)at.Params;
        var (times, features, width) = (x.Shape[0], x.Shape[1], x.Shape[1] / attention.Heads);
        var inward = Affine(at.Branch("inward", p.Inward) with { Path = $"{at.Path}/inward" }, x);
        var apart = Transposed($"{at.Path}/Transpose", Reshaped($"{at.Path}/Reshape", inward.Name, times, 3, attention.Heads, width), 2, 0, 3, 1, 4);
        string part(int i) => graph.Node("Gather", $"{at.Path}/{(i == 0 ? "queries" : i == 1 ? "keys" : "values")}", [apart, graph.Wholes($"{at.Path}/{i}", Shape.Scalar, i)], OnnxAttribute.Of("axis", 0));
        var turned = Transposed($"{at.Path}/Transpose", part(1), 0, 1, 3, 2);
        var scores = graph.Node("Mul", at.Path, [graph.Node("MatMul", at.Path, [part(0), turned]), graph.Scalar(at.Path, 1 / Math.Sqrt(width))]);
        if (attention.Causal)
            scores = graph.Node("Add", at.Path, [scores, graph.Tensor($"{at.Path}/mask", Tensor<float>.Build([times, times], times, static (into, times) =>
            {
                for (var i = 0; i < into.Length; i++) into[i] = i % times > i / times ? float.NegativeInfinity : 0;
            }))]);
        var met = graph.Node("MatMul", at.Path, [graph.Node("Softmax", at.Path, [scores], OnnxAttribute.Of("axis", -1)), part(2)]);
        var joined = Reshaped($"{at.Path}/Reshape", Transposed($"{at.Path}/Transpose", met, 0, 2, 1, 3), times, features);
        return Affine(at.Branch("outward", p.Outward) with { Path = $"{at.Path}/outward" }, x with { Name = joined });
    }

    Wire Unrolled(Recurrent layer, Merge? merge, Spot at, Wire x, Spot[] ways)
    {
        var steps = ways.Select(way => layer.LearnStart ? way.Branch("step", ((StartedParams<float>)way.Params).Step) : way).ToArray();
        var gates = Gated(layer, at, steps);
        string stacked(string leaf, IEnumerable<Tensor<float>> parts) => graph.Tensor($"params.{at.Leaves}{leaf}", Stacked([.. parts]));
        string[] starts = layer.LearnStart ? [.. Enumerable.Range(0, layer.Carried).Select(i => Start(layer, at, ways, i, x))] : [];
        var y = graph.Node(gates.Op, at.Path,
        [
            Transposed($"{at.Path}/Transpose", x.Name, 1, 0, 2),
            stacked("input", steps.Select(way => Turned(gates.Columns(gates.Input(way)), [1, 0]))),
            stacked("recurrent", steps.Select(way => Turned(gates.Columns(gates.Back(way)), [1, 0]))),
            stacked("bias", steps.Select(way => Behind(gates.Columns(Row(way["bias"])), gates.Inner(way)))),
            .. starts.Length > 0 ? ["", .. starts] : starts,
        ], layer.Give == Steps.All ? 0 : 1, layer.Carried + 1,
        [
            OnnxAttribute.Of("hidden_size", layer.Units), OnnxAttribute.Of("direction", ways.Length == 2 ? "bidirectional" : "forward"),
            .. gates.Settings,
        ]);
        // (time, direction, batch, units), or without time: batch first, directions last but one.
        var isWhole = layer.Give == Steps.All;
        Shape output = isWhole ? [x.Shape[0], layer.Units] : [layer.Units];
        if (ways.Length == 1)
        {
            var single = graph.Node("Squeeze", at.Path, [y, graph.Wholes($"{at.Path}/direction", [1], isWhole ? 1 : 0)]);
            return new(isWhole ? Transposed($"{at.Path}/Transpose", single, 1, 0, 2) : single, output);
        }
        var apart = Transposed($"{at.Path}/Transpose", y, isWhole ? [2, 0, 1, 3] : [1, 0, 2]);
        if (merge == Merge.Concat) return new(Reshaped($"{at.Path}/Reshape", apart, [.. output.WithLast(2 * layer.Units)]), output.WithLast(2 * layer.Units));
        if (merge == Merge.Sum) return new(graph.Node("ReduceSum", at.Path, [apart, graph.Wholes($"{at.Path}/directions", [1], -2)], OnnxAttribute.Of("keepdims", 0)), output);
        return new(graph.Node(merge == Merge.Mean ? "ReduceMean" : "ReduceProd", at.Path, [apart], OnnxAttribute.Of("axes", [-2]), OnnxAttribute.Of("keepdims", 0)), output);
    }

    /// <summary>A recurrent step as ONNX has it.</summary>
    /// <param name="Op">The op.</param>
    /// <param name="Columns">The columns of the gates in its order.</param>
    /// <param name="Input">What features are multiplied by.</param>
    /// <param name="Back">What the output is multiplied by.</param>
    /// <param name="Inner">The bias of the state, gate by gate.</param>
    /// <param name="Settings">Its settings.</param>
    sealed record Recurrence(string Op, Func<Tensor<float>, Tensor<float>> Columns, Func<Spot, Tensor<float>> Input, Func<Spot, Tensor<float>> Back, Func<Spot, Tensor<float>> Inner, OnnxAttribute[] Settings);

    Recurrence Gated(Recurrent layer, Spot at, Spot[] ways)
    {
        var units = layer.Units;
        Tensor<float> none(Spot way) => Tensor<float>.Zeros([way["bias"].Shape.Size]);
        return layer switch
        {
            Rnn rnn => new("RNN", x => x, way => way["input"], way => way["recurrent"], none, Functions(rnn, at, ways.Length)),
            // input, forget, cell, output to input, output, forget, cell.
            Lstm => new("LSTM", x => Ordered(x, units, 0, 3, 1, 2), way => way["input"], way => way["recurrent"], none, []),
            // reset, update, candidate to update, reset, candidate.
            Gru { ResetAfter: true } => new("GRU", x => Ordered(x, units, 1, 0, 2), way => way["input"], way => way["recurrent"],
                way => Behind(Tensor<float>.Zeros([1, 2 * units]), way["inner"]), [OnnxAttribute.Of("linear_before_reset", 1)]),
            Gru => new("GRU", x => Ordered(x, units, 1, 0, 2), way => way["input"], way => Beside(way["recurrent"], way["candidate"]), none, [OnnxAttribute.Of("linear_before_reset", 0)]),
            _ => throw No(at, layer, ""),
        };
    }

    OnnxAttribute[] Functions(Rnn rnn, Spot at, int ways)
    {
        var (name, alpha, beta) = rnn.Then switch
        {
            Tanh => ("Tanh", double.NaN, double.NaN),
            Relu => ("Relu", double.NaN, double.NaN),
            Sigmoid => ("Sigmoid", double.NaN, double.NaN),
            Softsign => ("Softsign", double.NaN, double.NaN),
            Softplus { Beta: 1 } => ("Softplus", double.NaN, double.NaN),
            LeakyRelu leaky => ("LeakyRelu", leaky.Slope, double.NaN),
            Elu elu => ("Elu", elu.Alpha, double.NaN),
            HardSigmoid => ("HardSigmoid", 1.0 / 6, 0.5),
            Identity => ("Affine", 1, 0),
            _ => throw No(at, rnn, $"with the activation '{rnn.Then.Name}'"),
        };
        return
        [
            OnnxAttribute.Of("activations", Enumerable.Repeat(name, ways)),
            .. double.IsNaN(alpha) ? [] : new[] { OnnxAttribute.Of("activation_alpha", Enumerable.Repeat(alpha, ways)) },
            .. double.IsNaN(beta) ? [] : new[] { OnnxAttribute.Of("activation_beta", Enumerable.Repeat(beta, ways)) },
        ];
    }

    // The learned state before the first step, for each direction and each example.
    string Start(Recurrent layer, Spot at, Spot[] ways, int i, Wire x)
    {
        var rows = Stacked([.. ways.Select(way => ((StartedParams<float>)way.Params).Start[i].Value)]);
        return Spread(at, graph.Tensor($"params.{at.Leaves}start {i}", rows), x, [ways.Length, layer.Units], 1);
    }

    // A tensor stretched to as many examples as x has, on an axis behind the first ones of its shape.
    string Spread(Spot at, string tensor, Wire x, int[] shape, int axis)
    {
        var batch = graph.Node("Shape", $"{at.Path}/Shape", [x.Name], OnnxAttribute.Of("start", 0), OnnxAttribute.Of("end", 1));
        var (before, after) = (shape[..axis], shape[axis..]);
        string wholes(int[] axes) => graph.Wholes($"{at.Path}/axes", [axes.Length], [.. axes.Select(size => (long)size)]);
        var whole = graph.Node("Concat", $"{at.Path}/Concat", [.. before.Length > 0 ? [wholes(before)] : Array.Empty<string>(), batch, wholes(after)], OnnxAttribute.Of("axis", 0));
        return graph.Node("Expand", $"{at.Path}/Expand", [tensor, whole]);
    }

    static Tensor<float> Row(Tensor<float> bias) => bias.Reshape([1, bias.Shape.Size]);

    // Blocks of columns in another order.
    static Tensor<float> Ordered(Tensor<float> x, int units, params int[] blocks) => Tensor<float>.Build(x.Shape, (x, units, blocks), static (into, s) =>
    {
        for (var row = 0; row < s.x.Shape.Rows; row++)
            for (var block = 0; block < s.blocks.Length; block++)
                s.x.Span.Slice(row * s.x.Shape.Last + s.blocks[block] * s.units, s.units).CopyTo(into[(row * s.x.Shape.Last + block * s.units)..]);
    });

    static Tensor<float> Stacked(Tensor<float>[] parts) => Ops.Stack<float>(0, [.. parts.Select(part => new Var<float>(part))]).Value().Value;

    static Tensor<float> Beside(Tensor<float> left, Tensor<float> right) => Ops.Concat<float>(-1, left, right).Value().Value;

    static Tensor<float> Behind(Tensor<float> first, Tensor<float> second) => Beside(first.Reshape([first.Shape.Size]), second.Reshape([second.Shape.Size]));
}
