namespace Dl.Properties;

/// <summary>O39: an optimizer is a pure function of its state: steps compose after the state was taken apart and built
/// again, the old state is unchanged, and the same input gives the same bits.</summary>
public static class StepLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("steps", "steps compose through a rebuilt state and leave the old one unchanged (O39)", asked =>
    {
        var run = asked.Run().ToArray();
        var at = run[asked.Steps / 2];
        var (before, parameters) = (Bits(at.State), at.Parameters.Keep());
        var rebuilt = Tree.Rebuild<double, OptimizerState<double>>(asked.Optimizer.Start<double>(asked.Layout), [.. Tree.Leaves<double>(at.State).Select(leaf => leaf.Value.Value.Keep())]);
        var again = at with { State = Tree.WithCounters<double, OptimizerState<double>>(rebuilt, Tree.Counters<double>(at.State).ToDictionary(counter => counter.Path, counter => counter.Value)) };
        for (var i = asked.Steps / 2; i < asked.Steps; i++) again = asked.Next(again, i);
        return Verdict.If(again.Parameters.SameBits(run[^1].Parameters), () => "going on from a rebuilt state ends elsewhere")
            .And(() => Verdict.If(parameters.SameBits(at.Parameters) && before.Zip(Bits(at.State)).All(pair => pair.First.SameBits(pair.Second)), () => "a step changed the state that it was given"))
            .And(() => Verdict.If(asked.Run().Last().Parameters.SameBits(run[^1].Parameters), () => "the same run again ends elsewhere"))
            .And(() => Verdict.If(run[^1].State.Steps == asked.Steps, () => $"after {asked.Steps} steps the state counts {run[^1].State.Steps}"));
    });

    static Tensor<double>[] Bits(OptimizerState<double> state) => [.. Tree.Leaves(state).Select(leaf => leaf.Value.Value.Keep())];
}
