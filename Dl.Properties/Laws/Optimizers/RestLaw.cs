namespace Dl.Properties;

/// <summary>O38: with zero gradients from rest nothing moves and nothing is remembered.</summary>
public static class RestLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("rest", "zero gradients from rest move nothing (O38)", asked =>
    {
        var end = (asked with { Gradients = Tensor<double>.Zeros(asked.Gradients.Shape) }).Run().Last();
        return Verdict.If(end.Parameters.Equals(asked.Start), () => $"the parameters moved from {asked.Start} to {end.Parameters}")
            .And(() => Verdict.If(Tree.Leaves<double>(end.State).All(leaf => leaf.Value.Value.Span.ToArray().All(x => x == 0)), () => "the memory is not zero"));
    });
}
