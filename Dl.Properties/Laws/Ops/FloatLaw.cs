namespace Dl.Properties;

/// <summary>
/// The float kernel against the double one. Inputs are exact in both; every number of the value and of each cotangent may be off by 64 u times the largest
/// magnitude that leaves, u = 2^-24, and by as much for each term of the longest sum, which has at most as many terms as there are numbers in all inputs; times
/// what the op declares (<see cref="IRounding"/>). Where the terms of a cotangent cancel, their magnitudes count.
/// </summary>
public static class FloatLaw
{
    const double UnitRoundOff = 1.0 / (1 << 24);

    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("float", "the float kernel is the double one up to rounding", asked =>
    {
        var (wide, narrow) = (asked.Op.Rule(asked.Inputs), asked.Op.Rule(asked.Inputs.Map(x => x.Convert<float>())));
        var bound = UnitRoundOff * (64 + asked.Inputs.Sum(x => x.Shape.Size)) * (Claimed.By(asked.Op) is IRounding op ? op.ErrorGrowth : 1);
        var all = Verdict.Close(narrow.Value.Convert<double>(), wide.Value, bound, () => "the value");
        var (wideBack, narrowBack) = (wide.Pull(asked.Cotangent), narrow.Pull(asked.Cotangent.Convert<float>()));
        for (var i = 0; i < wideBack.Count; i++)
        {
            var at = i;
            Verdict Near(double magnitude) => Verdict.Close(narrowBack[at].ToTensor().Convert<double>(), wideBack[at].ToTensor(), bound, () => $"the gradient of input {at}", magnitude);
            all = all.And(() => Near(1) is { Finding: Finding.Holds } near ? near : Near(Terms(wide, asked.Cotangent, at)));
        }
        return all;
    });

    // A cotangent is linear in the one that it is pulled from: its terms are what each number of that one gives alone. The largest sum of their magnitudes, at least 1.
    static double Terms(Ruled<double> ruled, Tensor<double> cotangent, int input)
    {
        var sums = new double[ruled.Pull(cotangent)[input].ToTensor().Shape.Size];
        for (var k = 0; k < cotangent.Shape.Size; k++)
        {
            var at = k;
            var term = ruled.Pull(Tensor<double>.From(cotangent.Shape, [.. cotangent.Span.ToArray().Select((g, i) => i == at ? g : 0)]))[input].ToTensor();
            for (var i = 0; i < sums.Length; i++) sums[i] += Math.Abs(term[i]);
        }
        return sums.Append(1).Max();
    }
}
