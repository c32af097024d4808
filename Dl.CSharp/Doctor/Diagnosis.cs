using Dl.Core;

namespace Dl.CSharp;

/// <summary>What can be wrong with a training run.</summary>
public enum Sickness
{
    /// <summary>The loss grows beyond where it began, or is no longer a number.</summary>
    Divergence,

    /// <summary>Single steps meet a loss far beyond that of the others.</summary>
    Spike,

    /// <summary>What is learnt is no better than always giving the same answer.</summary>
    NoTrend,

    /// <summary>Even the training examples are not learnt.</summary>
    Underfit,

    /// <summary>The training examples are learnt, others are not.</summary>
    Overfit,

    /// <summary>The validation loss falls, and the accuracy with it.</summary>
    LossDownAccuracyDown,

    /// <summary>Some classes are many times as frequent as others.</summary>
    Imbalance,

    /// <summary>Units whose slope is 0 on every example.</summary>
    DeadUnits,

    /// <summary>Units at the flat ends of their activation.</summary>
    SaturatedUnits,

    /// <summary>The first layers' gradient is a small fraction of the last ones'.</summary>
    VanishingGradients,

    /// <summary>The first layers' gradient is many times the last ones'.</summary>
    ExplodingGradients,

    /// <summary>Before the first step the loss is far above that of one who knows nothing.</summary>
    BadStart,
}

/// <summary>A sickness that a run shows.</summary>
/// <param name="Sickness">Which.</param>
/// <param name="Evidence">The numbers that show it.</param>
/// <param name="Remedy">What to try.</param>
public sealed record Diagnosis(Sickness Sickness, string Evidence, string Remedy)
{
    /// <summary>The sickness as one says it.</summary>
    public string Name => Sickness switch
    {
        Sickness.Divergence => "divergence",
        Sickness.Spike => "sudden spikes of the loss",
        Sickness.NoTrend => "random performance, no trend",
        Sickness.Underfit => "underfit",
        Sickness.Overfit => "overfit",
        Sickness.LossDownAccuracyDown => "loss goes down and accuracy goes down",
        Sickness.Imbalance => "imbalance of the classes",
        Sickness.DeadUnits => "dead units",
        Sickness.SaturatedUnits => "saturated units",
        Sickness.VanishingGradients => "vanishing gradients",
        Sickness.ExplodingGradients => "exploding gradients",
        _ => "bad initial loss",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Evidence}. {Remedy}";
}
