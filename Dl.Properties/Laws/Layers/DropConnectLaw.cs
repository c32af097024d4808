namespace Dl.Properties;

/// <summary>
/// DropConnect (Wan et al., 2013), asked by examples that have a single 1, so that each output shows one weight: it is <c>a(b)</c> where the weight is dropped and <c>a(w / (1 - rate) + b)</c>
/// where it is kept; as many are dropped as the rate says, so that the mean of a weight is the weight; one mask for the batch gives equal examples equal outputs, masks of their own do
/// not. In use, and at rate 0, it is the dense layer of its parameters, bit for bit.
/// </summary>
public static class DropConnectLaw
{
    const int Weights = 256;

    /// <summary>The law.</summary>
    public static Law<LayerCase> Of { get; } = new("drop connect", "each weight is dropped or divided by 1 - rate, as often as the rate says; in use it is the dense layer", asked =>
    {
        if (Claimed.By(asked.Layer) is not DropConnect claimed) return Verdict.Silent;
        var dense = claimed.Dense.Apply(new Call<double>(asked.Poured(), Empty<double>.It, asked.Key, Mode.Infer), asked.Batch).Value().Output.Value;
        return Bits.Same(dense, asked.Run(Mode.Infer), () => "the dense layer in use")
            .And(() => claimed.Rate == 0 ? Bits.Same(dense, asked.Run(Mode.Train), () => "the dense layer at rate 0") : Masked(asked, claimed));
    });

    static Verdict Masked(LayerCase asked, DropConnect claimed)
    {
        var (example, units) = (asked.Batch.Shape.Example, claimed.Dense.Units);
        var (features, weight, bias) = (example.Last, asked.Parameter(Role.Matrix, 0, 0), asked.Parameter(Role.Bias, units, 0));
        double[] Then(Func<int, double> sums) => claimed.Dense.Then.Of<double>(Tensor<double>.From([features * units], [.. Enumerable.Range(0, features * units).Select(sums)])).Value().Value.Span.ToArray();
        var (dropped, kept) = (Then(i => bias[i % units]), Then(i => weight[i] / (1 - claimed.Rate) + bias[i % units]));
        var told = Enumerable.Range(0, features * units).Where(i => Math.Abs(dropped[i] - kept[i]) > 1e-9).ToArray();
        if (told.Length == 0) return Verdict.Silent;
        // Each feature twice: the same example again.
        var ones = Tensor<double>.From(example.Batch(2 * features), [.. Enumerable.Range(0, 2 * features * example.Size).Select(i => i % features == i / example.Size % features ? 1.0 : 0.0)]);
        var (places, runs, gone, alike) = (example.Size / features, (Weights - 1) / told.Length + 1, 0, 0);
        var all = Verdict.Holds;
        for (var run = 0; run < runs; run++)
        {
            var y = (asked with { Batch = ones, Key = asked.Key.Child(100 + run) }).Run(Mode.Train).Span.ToArray();
            double At(int again, int i, int place) => y[((again * features + i / units) * places + place) * units + i % units];
            bool IsDropped(int again, int i) => Math.Abs(At(again, i, 0) - dropped[i]) < Math.Abs(At(again, i, 0) - kept[i]);
            foreach (var i in told)
            {
                var (entry, isDropped) = (i, IsDropped(0, i));
                var expected = isDropped ? dropped[i] : kept[i];
                // A product with 1, zeros and the bias, then the activation.
                for (var place = 0; place < places; place++)
                    all = all.And(() => Verdict.Close(At(0, entry, place), expected, Rounding.Of(16 + features, 1 + Math.Abs(weight[entry]) / (1 - claimed.Rate) + Math.Abs(bias[entry % units]) + Math.Abs(expected)),
                        () => FormattableString.Invariant($"weight {entry}, which is {(isDropped ? "dropped" : "kept")}")));
                (gone, alike) = (gone + (isDropped ? 1 : 0), alike + (isDropped == IsDropped(1, i) ? 1 : 0));
            }
        }
        var draws = runs * told.Length;
        return all
            .And(() => Verdict.Close(gone, claimed.Rate * draws, NormCase.Bernstein(claimed.Rate, draws), () => $"dropped of {draws} weights"))
            .And(() => !claimed.EachExample ? Verdict.If(alike == draws, () => "equal examples meet different weights in one batch")
                // Two masks of their own agree in a weight with the probability r^2 + (1 - r)^2.
                : Verdict.Close(alike, Same(claimed.Rate) * draws, NormCase.Bernstein(Same(claimed.Rate), draws), () => $"weights of {draws} on which two examples agree"));
    }

    static double Same(double rate) => rate * rate + (1 - rate) * (1 - rate);
}
