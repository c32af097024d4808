using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

// The layers, one by one.
sealed partial class TorchSlots
{
    const string Same = "as it is";

    TorchFlow Slot(ILayer layer, Spot at, TorchFlow x)
    {
        if (x.Order is not null && layer is not (Dense or BatchNorm or LayerNorm { Axes: 1 } or PRelu))
            throw new DlException($"{at.Path}: behind a flatten the order of features is known for a dense layer or a normalisation, not for '{layer.Name}'");
        return layer switch
        {
            Dense dense => Linear(dense, at, x),
            Conv2d or Conv1d or ConvTranspose2d or ConvTranspose1d => Kernel(layer, at, x),
            PatchEmbedding patches => Patches(patches, at, x),
            BatchNorm => Norm(at, x, [("weight", "scale"), ("bias", "shift"), ("running_mean", "mean"), ("running_var", "variance")], [x.Shape.Last]),
            LayerNorm norm => Norm(at, x, [("weight", "scale"), ("bias", "shift")], [.. x.Shape.Skip(x.Shape.Rank - norm.Axes)]),
            RmsNorm norm => Norm(at, x, [("weight", "scale")], [.. x.Shape.Skip(x.Shape.Rank - norm.Axes)]),
            GroupNorm or InstanceNorm => Norm(at, x, [("weight", "scale"), ("bias", "shift")], [x.Shape.Last]),
            PRelu { Share: not Sharing.None } prelu => Add(at, prelu.Share == Sharing.All ? "one slope" : Moved(x, Same), [("weight", prelu.Share == Sharing.All ? [1] : [x.Shape.Last])], x.Shape,
                of => [($"params.{at.Leaves}slope", prelu.Share == Sharing.All ? of("weight").Reshape(Shape.Scalar) : Placed(of("weight"), x.Order))], x.Order),
            Embedding embedding => Add(at, Same, [("weight", [embedding.Count, embedding.Size])], [.. x.Shape, embedding.Size], of => [($"params.{at.Leaves}table", of("weight"))]),
            ClassToken => Add(at, "without its first axis", [("", [1, 1, x.Shape[1]])], [x.Shape[0] + 1, x.Shape[1]], of => [($"params.{at.Leaves}rows", of("").Reshape([1, x.Shape[1]]))]),
            PositionalEmbedding => Add(at, "without its first axis", [("", [1, .. x.Shape])], x.Shape, of => [($"params.{at.Leaves}rows", of("").Reshape(x.Shape))]),
            MultiHeadAttention attention => Attention(attention, at, x),
            Recurrent recurrent => Steps(recurrent, at, [at], After(layer, x.Shape), x.Shape[1]),
            Bidirectional both => Steps(both.Layer, at, [at.Part(0, both.Layer), at.Part(1, both.Layer)], After(layer, x.Shape), x.Shape[1]),
            _ => throw No(at, layer),
        };
    }

    TorchFlow Linear(Dense dense, Spot at, TorchFlow x) => Add(at,
        x.Order is null ? "weight transposed" : "weight transposed, its rows from (channels, places) to (places, channels)",
        [("weight", [dense.Units, x.Shape.Last]), .. dense.Bias ? [("bias", Shape.Of(dense.Units))] : Array.Empty<(string, Shape)>()],
        x.Shape.WithLast(dense.Units),
        of => [($"params.{at.Leaves}weight", Placed(Turned(of("weight"), 1, 0), x.Order)), .. Bias(dense.Bias, at, of)]);

    TorchFlow Kernel(ILayer layer, Spot at, TorchFlow x)
    {
        var kernel = at["weight"].Shape;
        var axes = Enumerable.Range(2, kernel.Rank - 2).Append(1).Append(0).ToArray();
        var (there, here) = layer switch { Conv2d => ("OIHW", "HWIO"), Conv1d => ("OIL", "LIO"), ConvTranspose2d => ("IOHW", "HWOI"), _ => ("IOL", "LOI") };
        var bias = at.Try("bias") is not null;
        Shape output = After(layer, x.Shape);
        return Add(at, $"weight {there} to {here}",
            [("weight", [kernel.Last, kernel[kernel.Rank - 2], .. kernel.Take(kernel.Rank - 2)]), .. bias ? [("bias", Shape.Of(output.Last))] : Array.Empty<(string, Shape)>()],
            output, of => [($"params.{at.Leaves}weight", Turned(of("weight"), axes)), .. Bias(bias, at, of)]);
    }

    TorchFlow Patches(PatchEmbedding patches, Spot at, TorchFlow x)
    {
        var (side, channels, units) = (patches.Patch, x.Shape[2], patches.Units);
        return Add(at, "weight of the convolution OIHW to (HWI, O)", [("weight", [units, channels, side, side]), ("bias", [units])], After(patches, x.Shape),
            of => [($"params.{at.Leaves}weight", Turned(of("weight"), 2, 3, 1, 0).Reshape([side * side * channels, units])), .. Bias(true, at, of)]);
    }

    // What there is of scale, shift and statistics; over all of an image it lies there with channels first.
    TorchFlow Norm(Spot at, TorchFlow x, (string There, string Here)[] names, Shape shape)
    {
        var isImage = shape.Rank == 3;
        Shape there = isImage ? [shape[2], shape[0], shape[1]] : shape;
        var known = names.Where(name => at.Try(name.Here) is not null || IsStatistic(at, name.Here)).ToArray();
        return Add(at, isImage ? "CHW to HWC" : Moved(x, Same), [.. known.Select(name => (name.There, there))], x.Shape, of => known.Select(name => (
            $"{(IsStatistic(at, name.Here) ? "state" : "params")}.{at.Leaves}{name.Here}", isImage ? Turned(of(name.There), 1, 2, 0) : Placed(of(name.There), x.Order))), x.Order);
    }

    TorchFlow Attention(MultiHeadAttention attention, Spot at, TorchFlow x)
    {
        var features = x.Shape[1];
        return Add(at, "weights transposed",
            [("in_proj_weight", [3 * features, features]), ("out_proj.weight", [features, features]), .. attention.Bias ? [("in_proj_bias", Shape.Of(3 * features)), ("out_proj.bias", [features])] : Array.Empty<(string, Shape)>()],
            x.Shape, of =>
            [
                ($"params.{at.Leaves}inward.weight", Turned(of("in_proj_weight"), 1, 0)), ($"params.{at.Leaves}outward.weight", Turned(of("out_proj.weight"), 1, 0)),
                .. attention.Bias ? [($"params.{at.Leaves}inward.bias", of("in_proj_bias")), ($"params.{at.Leaves}outward.bias", of("out_proj.bias"))] : Array.Empty<(string, Tensor<float>)>(),
            ]);
    }

    TorchFlow Steps(Recurrent layer, Spot at, Spot[] ways, Shape output, int features)
    {
        var gates = layer switch { Rnn => 1, Lstm => 4, Gru { ResetAfter: true } => 3, _ => throw No(at, layer) };
        if (layer.LearnStart) throw new DlException($"{at.Path}: the state that '{layer.Name}' starts with is learned here, but an input in PyTorch");
        var (units, all) = (layer.Units, gates * layer.Units);
        return Add(at, "weights transposed, both biases added",
            [.. ways.SelectMany((_, i) => new (string, Shape)[] { (Named("weight_ih", i), [all, features]), (Named("weight_hh", i), [all, units]), (Named("bias_ih", i), [all]), (Named("bias_hh", i), [all]) })],
            output, of => ways.SelectMany((way, i) =>
            {
                var (input, state) = (of(Named("bias_ih", i)), of(Named("bias_hh", i)));
                // The candidate's bias of the state stays inside the reset of a GRU.
                var shared = layer is Gru ? 2 * units : all;
                var bias = Tensor<float>.Build([all], (input, state, shared), static (into, s) =>
                {
                    for (var j = 0; j < into.Length; j++) into[j] = s.input[j] + (j < s.shared ? s.state[j] : 0);
                });
                return new[]
                {
                    ($"params.{way.Leaves}input", Turned(of(Named("weight_ih", i)), 1, 0)), ($"params.{way.Leaves}recurrent", Turned(of(Named("weight_hh", i)), 1, 0)), ($"params.{way.Leaves}bias", bias),
                }.Concat(layer is Gru ? [($"params.{way.Leaves}inner", state.View(shared, [units]))] : []);
            }));

        static string Named(string what, int way) => way == 0 ? $"{what}_l0" : $"{what}_l0_reverse";
    }

    static IEnumerable<(string, Tensor<float>)> Bias(bool has, Spot at, Func<string, Tensor<float>> of) => has ? [($"params.{at.Leaves}bias", of("bias"))] : [];

    static bool IsStatistic(Spot at, string leaf) => Tree.Leaves(at.State).Any(one => one.Path == leaf);

    static string Moved(TorchFlow x, string otherwise) => x.Order is null ? otherwise : "from (channels, places) to (places, channels)";

    static Tensor<float> Turned(Tensor<float> value, params int[] axes) => Ops.Transpose<float>(value, axes).Value().Value;

    // Rows in the order that they have here.
    static Tensor<float> Placed(Tensor<float> value, Many<int>? order) => order is null ? value : Ops.Take<float>(value, Indices.Of([.. order])).Value().Value;

    static DlException No(Spot at, ILayer layer) => new($"{at.Path}: PyTorch has no module for the layer '{layer.Name}' with these settings");
}
