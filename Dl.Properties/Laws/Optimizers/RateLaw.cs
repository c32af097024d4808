namespace Dl.Properties;

/// <summary>O37: a rate behind a rule scales its updates and nothing else: twice the rate is twice the first step, to the bit,
/// and the rate 0 leaves the parameters while the memory advances.</summary>
public static class RateLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("rate", "twice the rate is twice the first update, to the bit, and the rate 0 advances the memory alone (O37)", asked =>
    {
        if (!asked.Held.IsOurs()) return Verdict.Silent;
        var zero = asked with { Start = Tensor<double>.Zeros(asked.Start.Shape) };
        var (once, twice) = (zero.First<double>(), (zero with { Optimizer = asked.Optimizer.Then(new Rate(2)) }).First<double>());
        var still = (asked with { Optimizer = asked.Optimizer.Then(new Rate(0)) }).Run().Last();
        return Verdict.If(twice.Equals(once.Map(u => 2 * u)), () => $"the first update is {once}, and {twice} at twice the rate")
            .And(() => Verdict.If(still.Parameters.Equals(asked.Start), () => $"at the rate 0 the parameters move to {still.Parameters}"))
            .And(() => Verdict.If(still.State.Steps == asked.Steps, () => $"at the rate 0 the memory counts {still.State.Steps} steps, not {asked.Steps}"));
    });
}
