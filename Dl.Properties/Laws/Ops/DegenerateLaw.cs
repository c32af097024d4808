namespace Dl.Properties;

/// <summary>
/// G9: the gradient is finite wherever the value is: at zeros, ones, ties and constants, at 1e30 and 1e-30. Silent where the
/// value itself is not finite, or where forward mode says that the slope is not.
/// </summary>
public static class DegenerateLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("degenerate", "the gradient is finite wherever the value is (G9)", asked =>
    {
        var all = Verdict.Silent;
        foreach (var fill in new[] { 0, 1, -1, 1e30, -1e30, 1e-30 })
            for (var only = -1; only < asked.Inputs.Count; only++)
            {
                var (value, at) = (fill, only);
                var inputs = Few.Of<Tensor<double>>([.. asked.Inputs.Select((x, i) => at < 0 || i == at ? Tensor<double>.Full(x.Shape, value) : x)]);
                all = all.And(() => Finite(asked, inputs));
            }
        return all;
    });

    static Verdict Finite(OpCase asked, Few<Tensor<double>> inputs)
    {
        var ruled = asked.Op.Rule(inputs);
        if (ruled.Value.Shape != asked.Cotangent.Shape || !AllFinite(ruled.Value)) return Verdict.Silent;
        var ones = inputs.Select(x => Tensor<double>.Ones(x.Shape)).ToArray();
        if (!AllFinite(ForwardMode.Of(asked.Op, inputs, ones))) return Verdict.Silent;
        var pulled = ruled.Pull(asked.Cotangent);
        for (var i = 0; i < pulled.Count; i++)
            if (!AllFinite(pulled[i].ToTensor()))
                return Verdict.Broken($"at {Source.Of(inputs)} the value is finite, but the gradient of input {i} is {pulled[i].ToTensor()}");
        return Verdict.Holds;
    }

    static bool AllFinite(Tensor<double> tensor) => tensor.Span.ToArray().All(double.IsFinite);
}
