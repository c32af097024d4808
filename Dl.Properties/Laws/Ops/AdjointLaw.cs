namespace Dl.Properties;

/// <summary>
/// An op that is linear in a group of inputs: <c>&lt;f(u), c&gt; = &lt;u, J^T c&gt;</c> for any u in their place, with J^T taken at the
/// case's own inputs, because it is the same everywhere. No differences: the tolerance is rounding alone, n u times the magnitudes of all terms. Silent for
/// an op that does not say it is linear.
/// </summary>
public static class AdjointLaw
{
    const double UnitRoundOff = 1.0 / (1L << 53);

    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("adjoint", "a linear op and its pullback are adjoint, exactly", asked =>
    {
        if ((asked.Op as ILinear ?? Claimed.By(asked.Op) as ILinear) is not { } linear) return Verdict.Silent;
        var pulled = asked.Op.Rule(asked.Inputs).Pull(asked.Cotangent);
        var all = Verdict.Silent;
        foreach (var group in linear.LinearIn(asked.Inputs.Count))
        {
            var u = asked.Inputs.Select((x, i) => group.Contains(i) ? Examples.Any(Key.Of(29).Child(i), x.Shape) : x).ToArray();
            var (value, magnitudes) = (Value(asked.Op, u), Value(asked.Op, [.. u.Select(Magnitude)]));
            var (claimed, terms) = (0.0, Inner.Magnitude(asked.Cotangent, value) + Inner.Magnitude(asked.Cotangent, magnitudes));
            foreach (var i in group)
            {
                claimed += Inner.Product(pulled[i].ToTensor(), u[i]);
                terms += Inner.Magnitude(pulled[i].ToTensor(), u[i]);
            }
            var count = 8 + asked.Inputs.Sum(x => x.Shape.Size);
            all = all.And(() => Verdict.Close(claimed, Inner.Product(asked.Cotangent, value), count * UnitRoundOff * terms, () => $"<J^T c, u> against <c, f(u)> for inputs {group}"));
        }
        return all;
    });

    static Tensor<double> Value(IOp op, Tensor<double>[] inputs) => op.Rule(Few.Of<Tensor<double>>(inputs)).Value;

    static Tensor<double> Magnitude(Tensor<double> x) => Tensor<double>.From(x.Shape, [.. x.Span.ToArray().Select(Math.Abs)]);
}
