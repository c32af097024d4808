namespace Dl.Properties;

/// <summary>L7: what batch norm promises, in learning and in use, on two items and on more; each speaks of batch norm alone.</summary>
public static class BatchNormLaw
{
    /// <summary>Mean 0, variance s^2 / (s^2 + epsilon) before scale and shift; a mirrored and shifted batch is mirrored.</summary>
    public static Law<LayerCase> Moments { get; } = new("batch moments", "before scale and shift each feature has mean 0 and variance s^2/(s^2+eps), and b - x gives the opposite (L7)", asked => Ask(asked, (norm, c) =>
    {
        var (plain, scale, shift) = (asked.Plain().Run(Mode.Train), asked.Parameter(Role.Scale, c.Features, 1), asked.Parameter(Role.Shift, c.Features, 0));
        var mirrored = (asked.Plain() with { Batch = asked.Batch.Mapped((x, i) => 1 + i % c.Features / 4.0 - x) }).Run(Mode.Train);
        var all = Verdict.Holds;
        for (var j = 0; j < c.Features; j++)
        {
            var (x, y, at) = (c.Of(asked.Batch, j), c.Of(plain, j), j);
            var bound = 64 * 1.2e-16 * c.Items * (4 + x.Max(Math.Abs)) / Math.Sqrt(Variance(x) + norm.Epsilon) + 1e-14;
            all = all
                .And(() => Verdict.Close(y.Average(), 0, bound, () => $"the mean of feature {at}"))
                .And(() => Verdict.Close(Variance(y), Variance(x) / (Variance(x) + norm.Epsilon), 4 * bound, () => $"the variance of feature {at}"))
                .And(() => Far(c.Of(mirrored, at), [.. y.Select(value => -value)], 2 * bound, $"feature {at} of b - x"))
                .And(() => Far(c.Of(asked.Run(Mode.Train), at), [.. y.Select(value => value * scale[at] + shift[at])], 1e-13, $"feature {at}, scaled and shifted"));
        }
        return all;
    }));

    /// <summary>The gradient of the input is orthogonal to 1, and to the normalised input up to epsilon's share.</summary>
    public static Law<LayerCase> Gradient { get; } = new("batch gradient", "the input's gradient is orthogonal to 1 and, up to eps/(s^2+eps), to the normalised input (L7)", asked => Ask(asked, (norm, c) =>
    {
        var (pulled, plain, scale) = (asked.Pulled(), asked.Plain().Run(Mode.Train), asked.Parameter(Role.Scale, c.Features, 1));
        var all = Verdict.Holds;
        for (var j = 0; j < c.Features; j++)
        {
            var (dx, h, d, at) = (c.Of(pulled, j), c.Of(plain, j), c.Of(asked.Cotangent, j).Select(g => g * scale[j]).ToArray(), j);
            var deviation = Math.Sqrt(Variance(c.Of(asked.Batch, j)) + norm.Epsilon);
            var along = d.Zip(h, (a, b) => a * b).Sum() / deviation;
            var bound = 1e-12 * (1 + (1 + 1 / deviation) * d.Sum(Math.Abs) / deviation);
            all = all
                .And(() => Verdict.Close(dx.Sum(), 0, bound, () => $"the gradient of feature {at} along 1"))
                .And(() => Verdict.Close(dx.Zip(h, (a, b) => a * b).Sum(), along * norm.Epsilon / (deviation * deviation), bound, () => $"the gradient of feature {at} along the normalised input"));
        }
        return all;
    }));

    /// <summary>Running statistics over three steps, and the affine function that they make in use; online, in learning too.</summary>
    public static Law<LayerCase> Running { get; } = new("running statistics", "mean and unbiased variance move by the rate, and in use they normalise (L7)", asked =>
    {
        if (Claimed.By(asked.Layer) is not BatchNorm norm) return Verdict.Silent;
        var c = new Columns(asked.Batch);
        var (scale, shift, rate) = (asked.Parameter(Role.Scale, c.Features, 1), asked.Parameter(Role.Shift, c.Features, 0), norm.StatisticsRate);
        var (mean, variance) = (new double[c.Features], Enumerable.Repeat(1.0, c.Features).ToArray());
        var (state, all) = (asked.Start<double>().State, Verdict.Holds);
        foreach (var batch in new[] { asked.Batch, asked.Batch.Mapped((x, _) => 2 * x + 1), asked.Batch.Mapped((x, _) => 3 - x / 2) })
        {
            Tensor<double> known = batch.Mapped((x, i) => (x - mean[i % c.Features]) / Math.Sqrt(variance[i % c.Features] + norm.Epsilon) * scale[i % c.Features] + shift[i % c.Features]), used = Apply(asked, state, batch, Mode.Infer).Output.Value;
            var learned = Apply(asked, state, batch, Mode.Train);
            if (!known.Span.ToArray().All(double.IsFinite)) return Verdict.Silent;
            all = all.And(() => Verdict.Close(used, known, 1e-12, () => "in use")).And(() => norm.Online ? Verdict.Close(learned.Output.Value, known, 1e-12, () => "online, in learning") : Verdict.Holds);
            for (var j = 0; j < c.Features; j++)
            {
                var x = c.Of(batch, j);
                var distance = x.Average() - mean[j];
                variance[j] = (1 - rate) * variance[j] + (norm.Online ? rate * Variance(x) + rate * (1 - rate) * distance * distance : rate * Variance(x) * c.Items / (c.Items - 1));
                mean[j] += rate * distance;
            }
            var (expectedMean, expectedVariance) = (Tensor<double>.From([c.Features], [.. mean]), Tensor<double>.From([c.Features], [.. variance]));
            state = learned.State;
            var leaves = Tree.Leaves(state);
            all = all.And(() => Verdict.Close(leaves.First(leaf => leaf.Path == "mean").Value.Value, expectedMean, 1e-13, () => "the running mean"))
                .And(() => Verdict.Close(leaves.First(leaf => leaf.Path == "variance").Value.Value, expectedVariance, 1e-12, () => "the running variance"));
        }
        return all;
    });

    static Result<double> Apply(LayerCase asked, ITree<double> state, Tensor<double> batch, Mode mode) => asked.Layer.Apply(new Call<double>(asked.Poured(), state, asked.Key, mode), batch).Value();

    static Verdict Ask(LayerCase asked, Func<BatchNorm, Columns, Verdict> law) => Claimed.By(asked.Layer) is BatchNorm { Online: false } norm
        && new Columns(asked.Batch) is var columns && Enumerable.Range(0, columns.Features).All(j => Variance(columns.Of(asked.Batch, j)) + norm.Epsilon > 0) ? law(norm, columns) : Verdict.Silent;

    static Verdict Far(double[] claimed, double[] found, double bound, string where) => claimed.Zip(found).Aggregate(Verdict.Holds, (all, pair) => all.And(() => Verdict.Close(pair.First, pair.Second, bound * (1 + Math.Abs(pair.Second)), () => where)));

    static double Variance(double[] x) => x.Average() is var mean ? x.Average(value => (value - mean) * (value - mean)) : 0;

    /// <summary>A batch by features.</summary>
    readonly record struct Columns(Tensor<double> Batch)
    {
        public int Features => Batch.Shape.Last;

        public int Items => Batch.Shape.Rows;

        public double[] Of(Tensor<double> x, int feature)
        {
            var features = Features;
            return [.. Enumerable.Range(0, Items).Select(i => x[i * features + feature])];
        }
    }
}
