namespace Dl.Properties;

/// <summary>Sequences of several lengths, padded to one: each is as it is alone, and the padding is nothing.</summary>
public static class PaddingLaw
{
    /// <summary>What stands in the padding changes no bit, and gets no gradient.</summary>
    public static Law<LayerCase> Padding { get; } = new("padding", "what stands behind the end of a sequence changes no bit of outputs and gradients, not even NaN, and has no gradient", asked =>
    {
        if (asked.Layer is not ISequenceLayer layer) return Verdict.Silent;
        var lengths = Lengths(asked);
        var (one, other) = (Graded(layer, asked, lengths, 1), Graded(layer, asked, lengths, double.NaN));
        return Verdict.If(one.Value.SameBits(other.Value), () => $"lengths {lengths}: outputs of ones in the padding {one.Value}, of NaN {other.Value}")
            .And(() => Verdict.If(Same(one, other), () => $"lengths {lengths}: the gradient depends on what stands in the padding"))
            .And(() => Verdict.If(Behind(one.Gradient.Batch.Value, lengths).All(slope => slope == 0), () => $"lengths {lengths}: the padding has a gradient, {one.Gradient.Batch.Value}"));
    });

    /// <summary>Each sequence alone and unpadded has the same outputs, and its gradients add up to those of the batch.</summary>
    public static Law<LayerCase> Alone { get; } = new("lengths", "a padded sequence has the outputs and gradients that it has alone, and outputs of 0 behind its end", asked =>
    {
        if (asked.Layer is not ISequenceLayer layer) return Verdict.Silent;
        var lengths = Lengths(asked);
        var whole = Graded(layer, asked, lengths, 1);
        var sum = new double[whole.Gradient.Batch.Value.Shape.Size + asked.Vector.Shape.Size];
        var all = Verdict.Holds;
        for (var i = 0; i < lengths.Count; i++)
        {
            var (item, isAll, length) = (i, asked.Cotangent.Shape.Rank == 3, lengths[i]);
            var (times, features) = (asked.Batch.Shape[1], asked.Batch.Shape[2]);
            var (outputs, cotangent) = (LossCase.Items(whole.Value, i, 1), LossCase.Items(asked.Cotangent, i, 1));
            Tensor<double> Cut(Tensor<double> rows) => isAll ? rows.View(0, [1, length, rows.Shape.Last]).Keep() : rows;
            var fed = new Fed<double>(asked.Poured(), LossCase.Items(asked.Batch, i, 1).View(0, [1, length, features]).Keep());
            var alone = Gradient.Pull(fed, at => asked.Apply(at.Params, at.Batch, Mode.Infer).Map(result => result.Output), _ => Cut(cotangent));
            all = all.And(() => Verdict.Close(Cut(outputs), alone.Value, 1e-13, () => $"lengths {lengths}, outputs of sequence {item}"))
                .And(() => Verdict.If(!isAll || outputs.Span[(length * outputs.Shape.Last)..].ToArray().All(y => y == 0), () => $"lengths {lengths}: outputs of sequence {item} behind its end, {outputs}"));
            var (own, slopes) = (new Mold<double>(alone.Gradient.Params).Flatten(alone.Gradient.Params), alone.Gradient.Batch.Value);
            for (var j = 0; j < own.Shape.Size; j++) sum[j] += own[j];
            for (var j = 0; j < slopes.Shape.Size; j++) sum[own.Shape.Size + i * times * features + j] = slopes[j];
        }
        var found = new Mold<double>(whole.Gradient).Flatten(whole.Gradient);
        return all.And(() => Verdict.Close(found, Tensor<double>.From(found.Shape, [.. sum]), 1e-12, () => $"lengths {lengths}, gradient of parameters and batch"));
    });

    static Indices Lengths(LayerCase asked) => Indices.Of([.. Enumerable.Range(0, asked.Batch.Shape[0]).Select(i => 1 + asked.Key.Child(7).Below(asked.Batch.Shape[1], i))]);

    static Graded<double, Fed<double>> Graded(ISequenceLayer layer, LayerCase asked, Indices lengths, double padding)
    {
        var (times, features) = (asked.Batch.Shape[1], asked.Batch.Shape[2]);
        var padded = Tensor<double>.From(asked.Batch.Shape, [.. asked.Batch.Span.ToArray().Select((x, i) => i / features % times < lengths[i / features / times] ? x : padding)]);
        return Gradient.Pull(new Fed<double>(asked.Poured(), padded),
            fed => layer.Apply(new Call<double>(fed.Params, asked.Start<double>().State, asked.Key.Child(0), Mode.Infer), fed.Batch, lengths).Map(result => result.Output), _ => asked.Cotangent);
    }

    static bool Same(Graded<double, Fed<double>> one, Graded<double, Fed<double>> other) =>
        new Mold<double>(one.Gradient).Flatten(one.Gradient).SameBits(new Mold<double>(other.Gradient).Flatten(other.Gradient));

    static IEnumerable<double> Behind(Tensor<double> batch, Indices lengths) =>
        batch.Span.ToArray().Where((_, i) => i / batch.Shape.Last % batch.Shape[1] >= lengths[i / batch.Shape.Last / batch.Shape[1]]);
}
