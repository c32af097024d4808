namespace Dl.Properties;

/// <summary>
/// The float kernel against the double one. Inputs are exact in both; every number of the value and of each cotangent may
/// be off by 64 u times the largest magnitude that enters or leaves, u = 2^-24, and by as much for each term of the longest
/// sum, which has at most as many terms as there are numbers in all inputs; times what the op declares (<see cref="IRounding"/>).
/// </summary>
public static class FloatLaw
{
    const double UnitRoundOff = 1.0 / (1 << 24);

    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("float", "the float kernel is the double one up to rounding", asked =>
    {
        var (wide, narrow) = (asked.Op.Rule(asked.Inputs), asked.Op.Rule(asked.Inputs.Map(x => x.Convert<float>())));
        var terms = (64 + asked.Inputs.Sum(x => x.Shape.Size)) * (Claimed.By(asked.Op) is IRounding op ? op.ErrorGrowth : 1);
        var entering = Rounding.Largest(asked.Inputs);
        var all = Near(narrow.Value, wide.Value, terms, entering, "the value");
        var (wideBack, narrowBack) = (wide.Pull(asked.Cotangent), narrow.Pull(asked.Cotangent.Convert<float>()));
        entering = Math.Max(entering, Rounding.Largest(asked.Cotangent));
        for (var i = 0; i < wideBack.Count; i++)
        {
            var at = i;
            all = all.And(() => Near(narrowBack[at].ToTensor(), wideBack[at].ToTensor(), terms, entering, $"the gradient of input {at}"));
        }
        return all;
    });

    static Verdict Near(Tensor<float> narrow, Tensor<double> wide, double terms, double entering, string what) =>
        Verdict.Close(narrow.Convert<double>(), wide, terms * UnitRoundOff, () => what, entering);
}
