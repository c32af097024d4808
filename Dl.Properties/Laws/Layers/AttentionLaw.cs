namespace Dl.Properties;

/// <summary>L11: what is claimed to be self attention is the paper's, and masks hide.</summary>
public static class AttentionLaw
{
    /// <summary>The outputs are those of plain loops: heads, scale and mask included.</summary>
    public static Law<LayerCase> Loops { get; } = new("attention", "the outputs are those of the paper's loops over single numbers, scaled by 1 / sqrt(features of a head) (L11)", asked =>
    {
        if (Claimed.By(asked.Layer) is not MultiHeadAttention attention) return Verdict.Silent;
        var (found, times, features) = (Output(asked), asked.Batch.Shape[1], asked.Batch.Shape[2]);
        var leaves = Tree.Leaves(new Mold<double>(asked.Start<double>().Params).Pour(asked.Vector)).ToDictionary(leaf => leaf.Path, leaf => leaf.Value.Value);
        var oracle = new AttentionOracle(attention.Heads, attention.Causal, leaves.GetValueOrDefault);
        var all = Verdict.Holds;
        for (var item = 0; item < asked.Batch.Shape[0]; item++)
        {
            var outputs = oracle.Run([.. Enumerable.Range(item * times, times).Select(row => asked.Batch.View(row * features, [features]).Span.ToArray())]).SelectMany(row => row).ToArray();
            for (var i = 0; i < outputs.Length; i++)
            {
                var (which, at) = (item, i);
                all = all.And(() => outputs[at].Allows(found[which * outputs.Length + at], () => $"item {which}, output {at}"));
            }
        }
        return all;
    });

    /// <summary>Without a mask times are a set; with a causal one the future has no influence.</summary>
    public static Law<LayerCase> Order { get; } = new("order", "without a mask the order of times does not matter; a causal mask lets no gradient come from the future (L11)", asked => Claimed.By(asked.Layer) switch
    {
        MultiHeadAttention { Causal: true } => Future(asked),
        MultiHeadAttention => Permuted(asked),
        _ => Verdict.Silent,
    });

    static Verdict Permuted(LayerCase asked)
    {
        var order = Key.Of((ulong)asked.Batch.Shape.Size).Permutation(asked.Batch.Shape[1]);
        Tensor<double> Moved(Tensor<double> x) => Ops.Take<double>(x, order, 1).Value().Value;
        return Verdict.Close(Output(asked with { Batch = Moved(asked.Batch) }), Moved(Output(asked)), 1e-13, () => $"times in the order {order}");
    }

    static Verdict Future(LayerCase asked)
    {
        var (mold, times, features) = (new Mold<double>(asked.Start<double>().Params), asked.Batch.Shape[1], asked.Batch.Shape[2]);
        var now = (times - 1) / 2;
        bool Later(int i) => i / features % times > now;
        var present = Tensor<double>.From(asked.Cotangent.Shape, [.. asked.Cotangent.Span.ToArray().Select((x, i) => Later(i) ? 0 : x)]);
        var gradient = Gradient.Pull(new Fed<double>(mold.Pour(asked.Vector), asked.Batch), fed => asked.Apply(fed.Params, fed.Batch, Mode.Train).Map(result => result.Output), _ => present).Gradient.Batch.Value;
        return Enumerable.Range(0, gradient.Shape.Size).Where(Later).Aggregate(Verdict.Holds, (all, i) =>
            all.And(() => Verdict.Close(gradient[i], 0, 0, () => $"the gradient of time {i / features % times} of the outputs up to time {now}")));
    }

    /// <summary>What is hidden has no weight; the others share all of it, or there are none.</summary>
    public static Law<OpCase> Mask { get; } = new("mask", "what is hidden has weight 0, the others share 1, and where all is hidden all is 0 (L11)", asked =>
    {
        if (Claimed.By(asked.Op) is not MaskedSoftmaxOp masked) return Verdict.Silent;
        var ruled = asked.Op.Rule(asked.Inputs);
        var (weights, pulled, keys) = (ruled.Value, ruled.Pull(asked.Cotangent)[0].ToTensor(), asked.Inputs[0].Shape.Last);
        var all = Verdict.Holds;
        for (var i = 0; i < weights.Shape.Rows; i++)
        {
            var row = i;
            var seen = Enumerable.Range(0, keys).Where(key => masked.Sees(weights.Shape, row, key)).ToArray();
            foreach (var key in Enumerable.Range(0, keys).Except(seen))
                all = all.And(() => Verdict.If(weights[row * keys + key] == 0 && pulled[row * keys + key] == 0,
                    () => FormattableString.Invariant($"row {row} hides key {key}, whose weight is {weights[row * keys + key]:R} and whose cotangent {pulled[row * keys + key]:R}")));
            all = all.And(() => Verdict.Close(seen.Sum(key => weights[row * keys + key]), seen.Length == 0 ? 0 : 1, 1e-15 * keys, () => $"sum of the weights of row {row}"));
        }
        return all;
    });

    static Tensor<double> Output(LayerCase asked) =>
        asked.Apply(new Mold<double>(asked.Start<double>().Params).Pour(asked.Vector), asked.Batch, Mode.Infer).Value().Output.Value;
}
