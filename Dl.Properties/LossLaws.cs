namespace Dl.Properties;

/// <summary>The laws of losses, in one line of a test: <c>[Fact] public void MyLoss() => LossLaws.Hold(MyLoss.Example);</c></summary>
public static class LossLaws
{
    /// <summary>All laws of losses.</summary>
    public static Many<Law<LossCase>> All { get; } =
    [
        LossGradientLaw.Differences, LossGradientLaw.Forward, LossGradientLaw.Finite, LossGradientLaw.Purity, LossRefusalLaw.Of, DivergenceLaw.Of, ReductionLaw.Means, ReductionLaw.Splits, ItemLaw.Of,
        CrossEntropyLaw.Stable, CrossEntropyLaw.Smoothing, HuberLaw.Huber, HuberLaw.Estimator, KullbackLeiblerLaw.Of, BinaryLaw.Of, PermutationLaw.Of, LikelihoodLaw.Of, MixtureLaw.Of,
    ];

    /// <summary>A loss under its laws, with examples drawn by a function.</summary>
    public static Subject<LossCase> Subject(string name, Func<Key, int, LossExample> example) => new(name, (key, size) => LossCase.Draw(example, key, size));

    /// <summary>Checks every law of losses on examples drawn by a function of a key and a size.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(Func<Key, int, LossExample> example, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(example);
        LawBook.Hold(Subject(example(Key.Of(0), 1).Loss.Name, example), All, settings);
    }
}
