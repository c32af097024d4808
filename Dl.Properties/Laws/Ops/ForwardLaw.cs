namespace Dl.Properties;

/// <summary>
/// G2: forward and reverse mode are adjoint: <c>&lt;c, J u&gt; = &lt;J^T c, u&gt;</c>, with J u from the very same rule on dual
/// numbers. Tolerance: 64 u times the sum of the magnitudes of all terms.
/// </summary>
public static class ForwardLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("forward", "forward mode on dual numbers is the adjoint of the pullback (G2)", asked =>
    {
        var pulled = asked.Op.Rule(asked.Inputs).Pull(asked.Cotangent);
        var all = Verdict.Silent;
        for (var i = 0; i < asked.Inputs.Count; i++)
        {
            var at = i;
            var direction = asked.Inputs.Select((x, j) => j == at ? Examples.AwayFromZero(Key.Of(11), x.Shape) : Tensor<double>.Zeros(x.Shape)).ToArray();
            var (claimed, forward) = (pulled[i].ToTensor(), ForwardMode.Of(asked.Op, asked.Inputs, direction));
            var found = Inner.Product(asked.Cotangent, forward);
            if (!double.IsFinite(found)) continue;
            var scale = Math.Max(1, Inner.Magnitude(asked.Cotangent, forward) + Inner.Magnitude(claimed, direction[at]));
            all = all.And(() => Verdict.Close(Inner.Product(claimed, direction[at]), found, 1e-13 * scale, () => $"input {at}, along a random direction"));
        }
        return all;
    });
}
