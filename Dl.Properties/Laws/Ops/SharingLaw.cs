namespace Dl.Properties;

/// <summary>
/// G5 and G6, through the tape: an input used three times gets the sum of its cotangents; equal values at different leaves
/// keep a gradient each.
/// </summary>
public static class SharingLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("sharing", "uses of one leaf add up, equal leaves stay apart (G5, G6)", asked =>
    {
        var pulled = asked.Op.Rule(asked.Inputs).Pull(asked.Cotangent);
        var thrice = Gradient.Pull(Leaves<double>.Of([.. asked.Inputs]), leaves =>
            from a in Diff.Apply(asked.Op, Inputs(leaves))
            from b in Diff.Apply(asked.Op, Inputs(leaves))
            from ab in Ops.Add(a, b)
            from c in Diff.Apply(asked.Op, Inputs(leaves))
            from sum in Ops.Add(ab, c)
            select sum, _ => asked.Cotangent).Gradient;
        var all = Verdict.Holds;
        for (var i = 0; i < asked.Inputs.Count; i++)
        {
            var at = i;
            var once = pulled[i].ToTensor();
            all = all.And(() => Verdict.Close(thrice[at].Value, Tensor<double>.From(once.Shape, [.. once.Span.ToArray().Select(x => 3 * x)]), 1e-13, () => $"leaf {at} used three times"));
            for (var j = 0; j < i; j++)
                if (asked.Inputs[j].Shape == asked.Inputs[i].Shape)
                {
                    var other = j;
                    all = all.And(() => Shared(asked, other, at));
                }
        }
        return all;
    });

    // One leaf at both places gets the sum of what two equal leaves get.
    static Verdict Shared(OpCase asked, int i, int j)
    {
        var inputs = asked.Inputs.Select((x, k) => k == j ? asked.Inputs[i] : x).ToArray();
        Tensor<double> apart(Tensor<double>[] all, int k) => Gradient.Pull(Leaves<double>.Of(all), leaves => Diff.Apply(asked.Op, Inputs(leaves)), _ => asked.Cotangent).Gradient[k].Value;
        var value = asked.Op.Rule(Few.Of<Tensor<double>>(inputs)).Value;
        if (value.Shape != asked.Cotangent.Shape || !value.Span.ToArray().All(double.IsFinite)) return Verdict.Silent;
        var together = Gradient.Pull(Leaves<double>.Of([.. inputs.Where((_, k) => k != j)]), leaves =>
            Diff.Apply(asked.Op, Few.Of<Var<double>>([.. inputs.Select((_, k) => leaves[k == j ? i : k > j ? k - 1 : k])])), _ => asked.Cotangent).Gradient;
        var (left, right) = (apart(inputs, i), apart(inputs, j));
        return Verdict.Close(together[i].Value, Tensor<double>.From(left.Shape, [.. left.Span.ToArray().Select((x, k) => x + right[k])]), 1e-13, () => $"inputs {i} and {j} as one leaf");
    }

    static Few<Var<double>> Inputs(Leaves<double> leaves) => Few.Of<Var<double>>([.. leaves.Items]);
}
