namespace Dl.Properties;

/// <summary>L12: an embedding copies rows, and the gradient of a row is the sum of the cotangents of all places of its id.</summary>
public static class EmbeddingLaw
{
    const double UnitRoundOff = 1.0 / (1L << 53);

    /// <summary>The law.</summary>
    public static Law<LayerCase> Of { get; } = new("scatter", "the gradient of a row adds up the cotangents of all places of its id; padding has none (L12)", asked =>
    {
        if (Claimed.By(asked.Layer) is not Embedding embedding) return Verdict.Silent;
        var mold = new Mold<double>(asked.Start<double>().Params);
        var graded = Gradient.Pull(mold.Pour(asked.Vector), p => asked.Apply(p, asked.Batch, Mode.Train).Map(result => result.Output), _ => asked.Cotangent);
        var gradient = mold.Flatten(graded.Gradient);
        var all = Verdict.Holds;
        for (var id = 0; id < embedding.Count; id++)
            for (var feature = 0; feature < embedding.Size; feature++)
            {
                var (row, at) = (id, id * embedding.Size + feature);
                var places = Enumerable.Range(0, asked.Batch.Shape.Size).Where(i => asked.Batch[i] == row).Select(i => i * embedding.Size + at % embedding.Size).ToArray();
                var terms = row == embedding.Padding ? [] : places.Select(place => asked.Cotangent[place]).ToArray();
                all = all
                    .And(() => Verdict.If(places.All(place => graded.Value[place] == (row == embedding.Padding ? 0 : asked.Vector[at])), () => $"a place of id {row} does not hold its row"))
                    .And(() => Verdict.Close(gradient[at], terms.Sum(), terms.Length * UnitRoundOff * terms.Sum(Math.Abs), () => $"gradient of row {row}"));
            }
        return all;
    });
}
