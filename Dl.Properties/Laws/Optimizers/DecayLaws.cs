using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>What weight decay does, coupled and decoupled. Source: Loshchilov and Hutter 2019.</summary>
static class DecayLaws
{
    /// <summary>
    /// O13: with zero gradients decay alone moves: <c>x_t = x_0 (1 - a L)^t</c>, towards zero. Speaks of decoupled decay behind any rule
    /// that rests at a zero gradient, and of coupled decay before nothing but rates. Tolerance 4 (t + 1) u of the power.
    /// </summary>
    public static Law<OptimizerCase> Alone { get; } = new("decay alone", "with zero gradients a parameter is multiplied by 1 - a L at each step (O13; Loshchilov and Hutter 2019)", asked =>
    {
        if (Pull(asked.Held) is not { } pull) return Verdict.Silent;
        var still = asked with { Gradients = Tensor<double>.Zeros(asked.Gradients.Shape) };
        return Each(still.Run(), Enumerable.Range(0, asked.Steps + 1), (_, at, t) => Each(asked.Width, i =>
        {
            var (expected, scale) = (asked.Start[i] * Math.Pow(1 - pull, t), Math.Abs(asked.Start[i]) * Math.Pow(1 + pull, t));
            return Verdict.Close(at.Parameters[i], expected, 4 * (t + 1) * U * scale, () => $"coordinate {i} after {t} steps without a gradient");
        }));
    });

    /// <summary>O11: for gradient descent the two are one: <c>x - a (g + L x)</c>. Relative tolerance 8 k u of the terms.</summary>
    public static Law<OptimizerCase> Descent { get; } = new("decay of descent", "for gradient descent coupled and decoupled decay are x - a (g + L x) (O11; Loshchilov and Hutter 2019, proposition 1)", asked =>
    {
        if (asked.Held.Links is not [L2 or Decay, Rate { Schedule: ConstantSchedule rate }] || Pull(asked.Held) is not { } pull) return Verdict.Silent;
        return Each(asked.Width, i =>
        {
            var (x, scale) = (asked.Start[i], Math.Abs(asked.Start[i]));
            return Each(asked.Run().Skip(1), asked.Stream(i), (t, at, g) =>
            {
                (x, scale) = (x - (rate.Value * g + pull * x), scale + Math.Abs(rate.Value * g) + pull * scale);
                return Verdict.Close(at.Parameters[i], x, 8 * (t + 1) * U * scale, () => $"coordinate {i} after {t} steps");
            });
        });
    });

    /// <summary>
    /// O12: decoupled decay takes <c>a L x</c> off what the rule alone reaches, to 1e-12 of the terms; coupled decay of Adam does not: with no
    /// gradient at all its first step is as long as any.
    /// </summary>
    public static Law<OptimizerCase> Decoupled { get; } = new("decoupled", "AdamW is Adam minus a L x, L2 in Adam is not (O12; Loshchilov and Hutter 2019, proposition 2)", asked =>
    {
        if (asked.Held.Links is [L2 { Rate: > 0 and < 1e6, Where: Everywhere }, Adam { Epsilon: <= 1e-6, Debias: true, Place: EpsilonPlace.Outside }, Rate { Schedule: ConstantSchedule { Value: > 0 } a }])
            return Verdict.If(Math.Abs(First(asked.Optimizer, 1, 0) - 1) > 0.5 * a.Value, () => $"without a gradient the penalty moves 1 to {Literal.Of(First(asked.Optimizer, 1, 0))} only");
        if (asked.Held.Links is not [Adam adam, Decay, Rate { Schedule: ConstantSchedule rate } last] || Pull(asked.Held) is not { } pull) return Verdict.Silent;
        var plain = adam.Then(last);
        return Each(asked.Width, i =>
        {
            var (x, g) = (asked.Start[i], asked.Gradient(0)[i]);
            var (with, without) = (First(asked.Optimizer, x, g), First(plain, x, g));
            return double.IsNaN(without) ? Verdict.Silent : Verdict.Close(with, without - pull * x, 1e-12 * (Math.Abs(x) * (1 + pull) + Math.Abs(x - without)), () => $"coordinate {i} after one step, against Adam's step minus a L x");
        });
    });

    /// <summary>O14: decoupled decay enters no memory: moments do not depend on where the parameters are, to the bit.</summary>
    public static Law<OptimizerCase> Memory { get; } = new("decay and memory", "what a rule with decoupled decay remembers does not depend on the parameters, to the bit (O14; Loshchilov and Hutter 2019)", asked =>
    {
        if (asked.Held.Links is not [Adam, Decay, ..]) return Verdict.Silent;
        var elsewhere = asked with { Start = asked.Start.Map(x => 1 - x) };
        return Each(asked.Run(), elsewhere.Run(), (t, a, b) => Verdict.If(
            Tree.Leaves<double>(a.State).Zip(Tree.Leaves<double>(b.State)).All(pair => pair.First.Value.Value.Equals(pair.Second.Value.Value)),
            () => $"after step {t - 1} the memories of two starts differ"));
    });

    // a L, where decay is all that moves a parameter without a gradient.
    static double? Pull(Optimizer held)
    {
        var pull = 0.0;
        foreach (var link in held.Links)
            switch (link)
            {
                case Decay { Where: Everywhere } decay: pull += decay.Rate; break;
                case L2 { Where: Everywhere } l2 when held.Links.All(one => one is L2 or Decay or Rate): pull += l2.Rate; break;
                case Rate { Schedule: ConstantSchedule rate }: pull *= rate.Value; break;
                case Adam { Epsilon: > 0 } or Momentum or Nesterov when pull == 0: break;
                default: return null;
            }
        return pull > 0 ? pull : null;
    }

    static double First(Optimizer optimizer, double x, double g) =>
        optimizer.Update(optimizer.Start<double>(1), Tensor<double>.From([1], [x]), Tensor<double>.From([1], [g])).Parameters[0];
}
