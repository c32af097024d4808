namespace Dl.Properties;

/// <summary>O38: with zero gradients from rest nothing moves, and what a coordinate-wise rule remembers after the first step it
/// remembers after the last; but averages of parameters go on, and so does the epsilon that AdaBelief adds. Silent on links that declare
/// that they shrink parameters.</summary>
public static class RestLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("rest", "zero gradients from rest move nothing (O38)", asked =>
    {
        if (Everything(asked.Held).Any(link => Claimed.By(link) is IShrinks)) return Verdict.Silent;
        var run = (asked with { Gradients = Tensor<double>.Zeros(asked.Gradients.Shape) }).Run().ToArray();
        var end = run[^1];
        return Verdict.If(end.Parameters.Equals(asked.Start), () => $"the parameters moved from {asked.Start} to {end.Parameters}")
            .And(() => !asked.Held.Links.All(link => link is IBlockLink and not (IAverages or AdaBelief)) ? Verdict.Holds
                : Verdict.If(Leaves(run[1].State).SequenceEqual(Leaves(end.State)), () => "the memory drifts"));
    });

    /// <summary>The links of an optimizer and of those inside it.</summary>
    static IEnumerable<ILink> Everything(Optimizer optimizer) =>
        optimizer.Links.SelectMany(link => link is IWrapper wrapper ? wrapper.Inner.SelectMany(Everything).Prepend(link) : [link]);

    static IEnumerable<Tensor<double>> Leaves(OptimizerState<double> state) => Tree.Leaves(state).Select(leaf => leaf.Value.Value);
}
