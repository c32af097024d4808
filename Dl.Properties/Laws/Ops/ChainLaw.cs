namespace Dl.Properties;

/// <summary>
/// G7: the tape composes pullbacks: for <c>tanh(f(3 x / 2))</c> the gradient on the tape is the product of the three
/// pullbacks applied by hand, from the end to the beginning.
/// </summary>
public static class ChainLaw
{
    const double Inside = 1.5;

    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("chain", "the tape composes pullbacks (G7)", asked =>
    {
        var scaled = asked.Inputs.Map(x => new ScaleOp(Inside).Rule<double>([x]).Value);
        var inner = asked.Op.Rule(scaled);
        if (!inner.Value.Span.ToArray().All(double.IsFinite)) return Verdict.Silent;
        var outer = new TanhOp().Rule<double>([inner.Value]);
        var byHand = inner.Pull(outer.Pull(asked.Cotangent)[0].ToTensor()).Map(delta => new ScaleOp(Inside).Rule<double>([delta.ToTensor()]).Value);
        var onTape = Gradient.Pull(Leaves<double>.Of([.. asked.Inputs]), leaves =>
            from inputs in Diff.Traverse<double, Var<double>, Var<double>>(leaves.Items, x => Ops.Scale(x, Inside))
            from y in Diff.Apply(asked.Op, Few.Of<Var<double>>([.. inputs]))
            from z in Ops.Tanh(y)
            select z, _ => asked.Cotangent).Gradient;
        var all = Verdict.Holds;
        for (var i = 0; i < asked.Inputs.Count; i++)
        {
            var at = i;
            all = all.And(() => Verdict.Close(onTape[at].Value, byHand[at], 1e-13, () => $"input {at}"));
        }
        return all;
    });
}
