using System.Runtime.CompilerServices;

namespace Dl.Properties;

/// <summary>The laws of optimizers, in one line of a test: <c>[Fact] public void MyRule() => OptimizerLaws.Hold(new MyRule());</c></summary>
/// <remarks>
/// Some laws speak of every rule, most of one known rule: the closed forms of Adam, say. A rule of one's own is held to those
/// when it claims to be that one: <c>OptimizerLaws.Hold(new MyAdam(), claims: new Adam())</c>.
/// </remarks>
public static class OptimizerLaws
{
    /// <summary>The laws that speak of every rule.</summary>
    public static Many<Law<OptimizerCase>> General { get; } = [OracleLaw.Of, CoordinateLaw.Of, StepLaw.Of, RestLaw.Of, NarrowLaw.Of, OddLaw.Of, RateLaw.Of];

    /// <summary>The laws that speak of one known rule.</summary>
    public static Many<Law<OptimizerCase>> Special { get; } =
    [
        AdamForms.Constant, AdamForms.TwoSteps, AdamForms.First, MomentsLaw.Of, AdamScales.Invariance, AdamScales.Homogeneity, AdamBoundLaw.Of, ReddiLaw.Of,
        DescentModesLaw.Of, DescentRateLaw.Of, DescentLemmas.Gain, DescentLemmas.Linear, DescentLemmas.Convex, NoiseLaw.Of,
        HeavyBallLaw.Of, MomentumSums.Constant, MomentumSums.None, RotationLaw.Of,
        AdaptiveLaws.AdaGradConstant, AdaptiveLaws.AdaGradRegret, AdaptiveLaws.RmsPropFirst, AdaptiveLaws.RmsPropAdam, AdaptiveLaws.AdaDeltaUnits, AdaptiveLaws.RAdamSwitch,
        SignLaws.Signs, SignLaws.Sense, SignLaws.Rprop, WrapperLaws.Accumulation, WrapperLaws.Lookahead, WrapperLaws.Averages,
        LeafLaws.Trust, LeafLaws.Lars, LeafLaws.Lamb, LeafLaws.Factored, LeafLaws.Means, LeafLaws.Climbing, ForceLaw.Of, AmsGradLaws.Spike, AmsGradLaws.Reddi, NesterovLaws.Rate, NesterovLaws.Forms,
        DecayLaws.Alone, DecayLaws.Descent, DecayLaws.Decoupled, DecayLaws.Memory, ClipLaws.Norm, ClipLaws.Edges,
    ];

    /// <summary>All laws of optimizers.</summary>
    public static Many<Law<OptimizerCase>> All { get; } = General.Concat(Special);

    /// <summary>An optimizer under its laws, with settings drawn by a function.</summary>
    public static Subject<OptimizerCase> Subject(string name, Func<Key, Optimizer> optimizer) => new(name, (key, size) => OptimizerCase.Draw(optimizer, key, size));

    /// <summary>An optimizer that is made from what it claims to be, under its laws.</summary>
    public static Subject<OptimizerCase> Subject(string name, Func<Key, Optimizer> claims, Func<Optimizer, Optimizer> made) => new(name, (key, size) => OptimizerCase.Draw(claims, made, key, size));

    /// <summary>Checks every law of optimizers on settings drawn by a function of a key.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(Func<Key, ILink> link, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(link);
        LawBook.Hold(Subject(link(Key.Of(0)).Name, key => new([link(key)])), All, settings);
    }

    /// <summary>Checks every law of optimizers on one optimizer or link.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(Optimizer optimizer, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        LawBook.Hold(Subject(Name(optimizer), _ => optimizer), All, settings);
    }

    /// <summary>Checks every law on an optimizer or link of one's own that claims to be a known one with known settings.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(Optimizer mine, Optimizer claims, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(mine);
        ArgumentNullException.ThrowIfNull(claims);
        LawBook.Hold(new Subject<OptimizerCase>(Name(mine), (key, size) => OptimizerCase.Draw(_ => mine, key, size) with { Claims = claims }), All, settings);
    }

    /// <summary>The same for single links.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    [OverloadResolutionPriority(1)] // a Link is an ILink and converts to an Optimizer
    public static void Hold(ILink mine, ILink claims, CheckSettings? settings = null) => Hold(new Optimizer([mine]), new Optimizer([claims]), settings);

    internal static string Name(this Optimizer optimizer) => string.Join(" > ", optimizer.Links.Select(link => link.Name));
}
