namespace Dl.Properties;

/// <summary>
/// G9: where the value is finite the gradient is a number: at zeros, ones, ties and constants, at 1e30 and 1e-30, in all inputs, in one of
/// them, or in one entry. Where forward mode does not find an infinite slope it is finite: a point without a slope has a declared one.
/// </summary>
public static class DegenerateLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("degenerate", "where the value is finite the gradient is, unless the slope is infinite; a point without slope has a declared one (G9)", asked =>
    {
        var all = Verdict.Silent;
        foreach (var fill in new[] { 0, 1, -1, 1e30, -1e30, 1e-30 })
        {
            var value = fill;
            all = all.And(() => Finite(asked, asked.Inputs.Map(x => Tensor<double>.Full(x.Shape, value))));
            for (var only = 0; only < asked.Inputs.Count; only++)
            {
                var at = only;
                all = all
                    .And(() => Finite(asked, With(asked.Inputs, at, Tensor<double>.Full(asked.Inputs[at].Shape, value))))
                    .And(() => Finite(asked, With(asked.Inputs, at, Entry(asked.Inputs[at], value))));
            }
        }
        return all;
    });

    static Verdict Finite(OpCase asked, Few<Tensor<double>> inputs)
    {
        var ruled = asked.Op.Rule(inputs);
        if (ruled.Value.Shape != asked.Cotangent.Shape || !ruled.Value.Span.ToArray().All(double.IsFinite)) return Verdict.Silent;
        var pulled = ruled.Pull(asked.Cotangent);
        for (var i = 0; i < pulled.Count; i++)
        {
            var gradient = pulled[i].ToTensor();
            for (var j = 0; j < gradient.Shape.Size; j++)
                if (!double.IsFinite(gradient[j]) && !Explained(gradient[j], Forward(asked.Op, inputs, i, j)))
                    return Verdict.Broken($"at {Source.Of(inputs)} the value is finite, but the gradient of input {i} is {gradient}");
        }
        return Verdict.Holds;
    }

    // Infinities of both signs add up to NaN.
    static bool Explained(double gradient, double[] forward) => double.IsNaN(gradient) ? forward.Any(double.IsInfinity) : !forward.All(double.IsFinite);

    static double[] Forward(IOp op, Few<Tensor<double>> inputs, int input, int entry) =>
        ForwardMode.Of(op, inputs, [.. inputs.Select((x, i) => i == input ? Entry(Tensor<double>.Zeros(x.Shape), 1, entry) : Tensor<double>.Zeros(x.Shape))]).Span.ToArray();

    static Tensor<double> Entry(Tensor<double> x, double value, int at = 0) => Tensor<double>.From(x.Shape, [.. x.Span.ToArray().Select((old, i) => i == at ? value : old)]);

    static Few<Tensor<double>> With(Few<Tensor<double>> inputs, int at, Tensor<double> x) => Few.Of<Tensor<double>>([.. inputs.Select((old, i) => i == at ? x : old)]);
}
