namespace Dl.Properties;

/// <summary>G3: a pullback is linear: <c>J^T (2c - d) = 2 J^T c - J^T d</c>, and <c>J^T 0 = 0</c> exactly.</summary>
public static class LinearLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("linear", "a pullback is linear, and of zero it is zero (G3)", asked =>
    {
        var pull = asked.Op.Rule(asked.Inputs).Pull;
        var other = Examples.Any(Key.Of(13), asked.Cotangent.Shape);
        var mixed = Combine(asked.Cotangent, other);
        var (ofC, ofD, ofMixed, ofZero) = (pull(asked.Cotangent), pull(other), pull(mixed), pull(Tensor<double>.Zeros(mixed.Shape)));
        var all = Verdict.Holds;
        for (var i = 0; i < asked.Inputs.Count; i++)
        {
            var at = i;
            if (!ofC[i].ToTensor().Span.ToArray().All(double.IsFinite)) continue;
            all = all
                .And(() => Verdict.Close(ofMixed[at].ToTensor(), Combine(ofC[at].ToTensor(), ofD[at].ToTensor()), 1e-12, () => $"input {at}"))
                .And(() => Verdict.If(ofZero[at].ToTensor().Span.ToArray().All(x => x == 0), () => $"input {at}: the pullback of a zero cotangent is {ofZero[at].ToTensor()}"));
        }
        return all;
    });

    static Tensor<double> Combine(Tensor<double> c, Tensor<double> d) => Tensor<double>.From(c.Shape, [.. c.Span.ToArray().Select((x, i) => 2 * x - d[i])]);
}
