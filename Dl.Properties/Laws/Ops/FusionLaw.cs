namespace Dl.Properties;

/// <summary>A fused op equals its parts, in value and gradient. Silent for an op that is not fused.</summary>
public static class FusionLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("fusion", "a fused op equals its parts", asked =>
    {
        if (asked.Op is not IFused fused) return Verdict.Silent;
        var leaves = Leaves<double>.Of([.. asked.Inputs]);
        var whole = Gradient.Pull(leaves, l => Diff.Apply(asked.Op, Few.Of<Var<double>>([.. l.Items])), _ => asked.Cotangent);
        var parts = Gradient.Pull(leaves, l => fused.Parts(Few.Of<Var<double>>([.. l.Items])), _ => asked.Cotangent);
        var all = Verdict.Close(whole.Value, parts.Value, 1e-13, () => "the value against that of the parts");
        for (var i = 0; i < asked.Inputs.Count; i++)
        {
            var at = i;
            all = all.And(() => Verdict.Close(whole.Gradient[at].Value, parts.Gradient[at].Value, 1e-13, () => $"the gradient of input {at} against that of the parts"));
        }
        return all;
    });
}
