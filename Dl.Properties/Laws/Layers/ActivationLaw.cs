namespace Dl.Properties;

/// <summary>
/// L14: what is known of an activation, computed apart from it: its value by the textbook's formula, its slope at 0 and at each kink as declared,
/// where it rises, what it tends to. Tolerance: 64 u times the larger of 1 and the magnitude of the number. Silent for all other layers.
/// </summary>
public static class ActivationLaw
{
    const double Tolerance = 64.0 / (1L << 53);

    /// <summary>The law.</summary>
    public static Law<LayerCase> Of { get; } = new("activation", "an activation has the textbook's values, the declared slope at each kink, and no jump that is not declared (L14)", asked =>
        Claimed.By(asked.Layer) is Activation claimed && Facts.Of(claimed) is { } facts ? Ask(asked.Layer, asked.Batch, facts) : Verdict.Silent);

    static Verdict Ask(ILayer layer, Tensor<double> batch, Facts facts)
    {
        double[] points = [.. facts.Slopes.Select(slope => slope.At), .. facts.Values.Select(value => value.At), .. batch.Span, -6.5, -1, 0, 1, 6.5];
        var all = Verdict.Holds;
        foreach (var point in points.Distinct())
        {
            var at = point;
            var expected = facts.Values.Where(value => value.At == at).Select(value => value.Value).DefaultIfEmpty(facts.Value(at)).First();
            all = all.And(() => Verdict.Close(Value(layer, at), expected, Tolerance * Math.Max(1, Math.Abs(expected)), () => FormattableString.Invariant($"the value at {at:R}")));
        }
        foreach (var (at, slope) in facts.Slopes)
            all = all
                .And(() => Verdict.Close(Slope(layer, at), slope, Tolerance * Math.Max(1, Math.Abs(slope)), () => FormattableString.Invariant($"the slope at {at:R}")))
                .And(() => Verdict.Close(Forward(layer, at), slope, Tolerance * Math.Max(1, Math.Abs(slope)), () => FormattableString.Invariant($"the slope at {at:R}, forwards")));
        if (facts.Continuous)
            foreach (var (at, _) in facts.Slopes)
                all = all.And(() => Verdict.Close(Value(layer, at - 1e-9), Value(layer, at + 1e-9), 1e-7, () => FormattableString.Invariant($"the values around {at:R}")));
        if (facts.Rises)
            for (var x = -20.0; x < 20; x += 0.5)
            {
                var (left, right) = (Value(layer, x), Value(layer, x + 0.5));
                if (left > right) return Verdict.Broken(FormattableString.Invariant($"it falls from {left:R} to {right:R} right of {x:R}"));
            }
        return all;
    }

    static Tensor<T> Run<T>(ILayer layer, T x) where T : struct, IFloatingPointIeee754<T> =>
        layer.Apply(new Call<T>(Empty<T>.It, Empty<T>.It, Key.Of(0), Mode.Infer), Tensor<T>.Full([1, 1], x)).Value().Output.Value;

    static double Value(ILayer layer, double x) => Run(layer, x)[0];

    static double Forward(ILayer layer, double x) => Run(layer, Dual.Variable(x))[0].Slope;

    static double Slope(ILayer layer, double x) => Gradient.Pull(Leaves<double>.Of(Tensor<double>.Full([1, 1], x)),
        at => layer.Apply(new Call<double>(Empty<double>.It, Empty<double>.It, Key.Of(0), Mode.Infer), at[0]).Map(result => result.Output),
        value => Tensor<double>.Ones(value.Shape)).Gradient[0].Value[0];
}

/// <summary>What is known of an activation.</summary>
/// <param name="Value">Its value by the formula of its paper, which may overflow beyond 30.</param>
/// <param name="Slopes">Slopes at 0 and at kinks.</param>
/// <param name="Rises">Whether it never falls.</param>
sealed record Facts(Func<double, double> Value, Many<(double At, double Slope)> Slopes, bool Rises = true)
{
    /// <summary>Values that the formula does not reach.</summary>
    public Many<(double At, double Value)> Values { get; init; } = [];

    /// <summary>Whether it has no jump.</summary>
    public bool Continuous { get; init; } = true;

    /// <summary>What is known of one, or null.</summary>
    public static Facts? Of(Activation activation) => activation switch
    {
        Identity => new(x => x, [(0, 1)]),
        Relu => new(x => x > 0 ? x : 0, [(0, 0)]) { Values = Ends(0, 1e30) },
        LeakyRelu leaky => new(x => x > 0 ? x : leaky.Slope * x, [(0, leaky.Slope)], leaky.Slope >= 0) { Values = Ends(-1e30 * leaky.Slope, 1e30) },
        Relu6 => new(x => x < 0 ? 0 : x > 6 ? 6 : x, [(0, 0), (6, 0), (3, 1)]) { Values = Ends(0, 6) },
        HardTanh hard => new(x => x < hard.Low ? hard.Low : x > hard.High ? hard.High : x, [(hard.Low, 0), (hard.High, 0), ((hard.Low + hard.High) / 2, 1)]) { Values = Ends(hard.Low, hard.High) },
        HardSigmoid => new(x => x < -3 ? 0 : x > 3 ? 1 : x / 6 + 0.5, [(-3, 0), (3, 0), (0, 1.0 / 6)]) { Values = Ends(0, 1) },
        HardSwish => new(x => x < -3 ? 0 : x > 3 ? x : x * (x + 3) / 6, [(-3, 0), (3, 1), (0, 0.5)], false) { Values = Ends(0, 1e30) },
        Step step => new(x => x > 0 ? 1 : x < 0 ? 0 : step.AtZero, [(0, 0), (1, 0)], step.AtZero is >= 0 and <= 1) { Continuous = false, Values = Ends(0, 1) },
        Elu elu => new(x => x > 0 ? x : elu.Alpha * (Math.Exp(x) - 1), [(0, elu.Alpha)]) { Values = Ends(-elu.Alpha, 1e30) },
        Selu => new(x => Selu.Scale * (x > 0 ? x : Selu.Alpha * (Math.Exp(x) - 1)), [(0, 1.7580993408473766)]) { Values = Ends(-1.7580993408473766, 1.0507009873554805e30) },
        Sigmoid => new(x => 1 / (1 + Math.Exp(-x)), [(0, 0.25)]) { Values = Ends(0, 1) },
        LogSigmoid => new(x => Math.Log(1 / (1 + Math.Exp(-x))), [(0, 0.5)]) { Values = Ends(-1e30, 0) },
        Tanh => new(x => (Math.Exp(x) - Math.Exp(-x)) / (Math.Exp(x) + Math.Exp(-x)), [(0, 1)]) { Values = Ends(-1, 1) },
        Softsign => new(x => x / (1 + Math.Abs(x)), [(0, 1)]) { Values = Ends(-1, 1) },
        Softplus soft => new(x => Math.Log(1 + Math.Exp(soft.Beta * x)) / soft.Beta, [(0, 0.5)]) { Values = Ends(0, 1e30) },
        Swish swish => new(x => x / (1 + Math.Exp(-swish.Beta * x)), [(0, 0.5)], swish.Beta == 0) { Values = swish.Beta > 0 ? Ends(0, 1e30) : swish.Beta < 0 ? Ends(-1e30, 0) : Ends(-5e29, 5e29) },
        Silu => new(x => x / (1 + Math.Exp(-x)), [(0, 0.5)], false) { Values = Ends(0, 1e30) },
        Mish => new(x => x * Math.Tanh(Math.Log(1 + Math.Exp(x))), [(0, 0.6)], false) { Values = Ends(0, 1e30) },
        Gelu => new(x => x * Normal(x), [(0, 0.5)], false) { Values = Ends(0, 1e30) },
        GeluTanh => new(x => x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2, [(0, 0.5)], false) { Values = Ends(0, 1e30) },
        _ => null,
    };

    // What it is far out on both sides.
    static Many<(double At, double Value)> Ends(double left, double right) => [(-1e30, left), (1e30, right)];

    // 1/2 + e^(-x^2 / 2) / sqrt(2 pi) (x + x^3 / 3 + x^5 / (3 5) + ...).
    static double Normal(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 3; n < 300; n += 2) sum += term *= x * x / n;
        return 0.5 + Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * sum;
    }
}
