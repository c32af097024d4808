namespace Dl.Properties;

/// <summary>What a style of testing says of a mutant.</summary>
public enum StyleVerdict
{
    /// <summary>Its checks pass: the wrong thing is accepted.</summary>
    Passes,

    /// <summary>A check fails: the wrong thing is found.</summary>
    Kills,

    /// <summary>The style has no check for such a thing, or the right thing fails it too.</summary>
    NotApplicable,
}

/// <summary>One mutant under several styles of testing.</summary>
/// <param name="Mutant">Its number in the gallery.</param>
/// <param name="Wrong">What is wrong, in one line.</param>
/// <param name="Ours">The laws of this library.</param>
/// <param name="Torch">PyTorch: <see cref="TorchStyle"/> for optimizers, <see cref="GradcheckStyle"/> for all that has a gradient.</param>
/// <param name="Optax">Optax: <see cref="OptaxStyle"/>.</param>
/// <param name="Keras">Keras: <see cref="KerasStyle"/>.</param>
public sealed record Compared(string Mutant, string Wrong, StyleVerdict Ours, StyleVerdict Torch, StyleVerdict Optax, StyleVerdict Keras);

/// <summary>
/// The gallery under the laws and under what the tests of others visibly check, computed here: re-implementations of their
/// logic, not runs of those suites, which hold further structural tests (shapes, types, devices, saving).
/// </summary>
public static class GalleryComparison
{
    /// <summary>All mutants.</summary>
    public static Many<Compared> Run(CheckSettings? settings = null) => Gallery.All.Map(mutant => Of(mutant, settings));

    /// <summary>One mutant.</summary>
    public static Compared Of(Mutant mutant, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(mutant);
        var ours = mutant.Judge(settings).Killed ? StyleVerdict.Kills : StyleVerdict.Passes;
        return OptimizerGallery.Faults.FirstOrDefault(fault => fault.Name == mutant.Name) is { } fault
            ? new(mutant.Name, mutant.Wrong, ours, fault.Under(TorchStyle.Accepts), fault.Under(OptaxStyle.Accepts), fault.Under(KerasStyle.Accepts))
            : new(mutant.Name, mutant.Wrong, ours, GradcheckStyle.Of(mutant), StyleVerdict.NotApplicable, StyleVerdict.NotApplicable);
    }

    // A style speaks only of what it accepts when it is right.
    static StyleVerdict Under(this OptimizerFault fault, Func<Attempt, bool?> accepts)
    {
        var right = fault.Usual;
        Optimizer Wrong(double? rate) => fault.Spoil(right.At(rate)) ?? right.At(rate);
        return accepts(new(right.At, right.At, right)) != true ? StyleVerdict.NotApplicable : accepts(new(Wrong, right.At, right)) == true ? StyleVerdict.Passes : StyleVerdict.Kills;
    }
}

/// <summary>The customary settings of an optimizer.</summary>
/// <param name="Make">The optimizer at a rate.</param>
/// <param name="Rate">The rate that users begin with.</param>
/// <param name="Optax">The rate of Optax's own tests.</param>
sealed record Usual(Func<double, Optimizer> Make, double Rate, double Optax)
{
    public Optimizer At(double? rate) => Make(rate ?? Rate);
}

/// <summary>An optimizer that is tried: it, at a rate or at its customary one, and the right one that expected numbers come from.</summary>
sealed record Attempt(Func<double?, Optimizer> Judged, Func<double?, Optimizer> Right, Usual Usual);
