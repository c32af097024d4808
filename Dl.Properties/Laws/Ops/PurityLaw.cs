namespace Dl.Properties;

/// <summary>G11: the same bits twice, the same bits on 1, 2 and 7 workers, and inputs that stay as they were.</summary>
public static class PurityLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("purity", "same input, same bits, on any number of workers; inputs unchanged (G11)", asked =>
    {
        var before = asked.Inputs.Map(x => x.Keep());
        var first = Run(asked);
        return Verdict.Holds
            .And(() => Same(first, Run(asked), "run twice"))
            .And(() => Same(first, Workers.With(1, () => Run(asked)), "on one worker"))
            .And(() => Same(first, Workers.With(2, () => Run(asked)), "on two workers"))
            .And(() => Same(first, Workers.With(7, () => Run(asked)), "on seven workers"))
            .And(() => Verdict.If(before.Zip(asked.Inputs).All(pair => pair.First.SameBits(pair.Second)), () => "the rule changed its inputs"));
    });

    static List<Tensor<double>> Run(OpCase asked)
    {
        var ruled = asked.Op.Rule(asked.Inputs);
        return [ruled.Value, .. ruled.Aside, .. ruled.Pull(asked.Cotangent).Select(delta => delta.ToTensor())];
    }

    static Verdict Same(List<Tensor<double>> first, List<Tensor<double>> second, string how) =>
        Verdict.If(first.Count == second.Count && first.Zip(second).All(pair => pair.First.SameBits(pair.Second)), () => $"{how}, the op gives other bits");
}
