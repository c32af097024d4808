using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// Reads the curves of a training run, and what was taken down of its layers, and names what is wrong: pure, from <see cref="Health"/> alone. The sicknesses and remedies
/// are those that an introductory lecture names (learn anything, learn everything, learn the right thing); each bound stands beside its rule.
/// </summary>
public static class Doctor
{
    /// <summary>What a run shows, in the order in which it is best looked into; nothing of a healthy one.</summary>
    public static Many<Diagnosis> Diagnose(Health health)
    {
        ArgumentNullException.ThrowIfNull(health);
        Func<Health, Diagnosis?>[] rules = [Divergence, Spike, BadStart, NoTrend, DeadUnits, SaturatedUnits, Gradients, Imbalance, LossDownAccuracyDown, Underfit, Overfit];
        var found = rules.Select(rule => rule(health)).OfType<Diagnosis>().ToMany();
        return found.Any(one => one.Sickness == Sickness.NoTrend) && found.Any(one => one.Sickness == Sickness.Underfit)
            ? found.Where(one => one.Sickness != (IsSlow(health) ? Sickness.NoTrend : Sickness.Underfit)).ToMany()
            : found;
    }

    // A run without a trend underfits too, and the remedies are opposite ones: where the parameters hardly move, the rate is too low; where they move, capacity is not what lacks.
    static bool IsSlow(Health of) => Trained(of).LastOrDefault()?.Moved < 1e-3;

    // An epoch whose ordinary step is half as bad again as where training began and as chance.
    static Diagnosis? Divergence(Health of)
    {
        const string Remedy = "Decrease the learning rate; look for exploding gradients and for problematic examples; clip the gradient";
        if (of.Fault is { } fault) return new(Sickness.Divergence, fault, Remedy);
        var (start, bound) = (Start(of), 1.5 * Worst(of));
        var bad = Trained(of).FirstOrDefault(epoch => epoch.TypicalLoss > bound);
        return bad is null ? null : new(Sickness.Divergence, Text($"the loss of an ordinary step in epoch {bad.Epoch} is {bad.TypicalLoss:G4}, where training began at {start:G4}"), Remedy);
    }

    // One step ten times as bad as the ordinary one of its epoch, and three times as bad as where training began and as chance.
    static Diagnosis? Spike(Health of)
    {
        var bad = Trained(of).Where(epoch => epoch.LargestLoss > 10 * epoch.TypicalLoss && epoch.LargestLoss > 3 * Worst(of)).MaxBy(epoch => epoch.LargestLoss / epoch.TypicalLoss);
        return bad is null ? null : new(Sickness.Spike,
            Text($"the loss of step {bad.LargestStep} in epoch {bad.Epoch} is {bad.LargestLoss:G4}, that of an ordinary step there {bad.TypicalLoss:G4}")
            + (of.About.Outliers == 0 ? "" : Text($"; {of.About.Outliers} of {of.About.Examples} training examples have inputs more than 50 times as large as the others")),
            "Look for problematic examples in that batch; clip the gradient, or decrease the learning rate");
    }

    // Before the first step a classifier should be at ln K: twice that and one more is none of the usual initialisations.
    static Diagnosis? BadStart(Health of) => !IsClassified(of) || !(Start(of) > 2 * Math.Log(of.About.Shares.Count) + 1) ? null : new(
        Sickness.BadStart, Text($"before the first step the loss is {Start(of):G4}; one who knows nothing has -ln(1/{of.About.Shares.Count}) = {Math.Log(of.About.Shares.Count):G4}"),
        "Initialise with small weights, half of them positive: He's rule for ReLU, else Glorot's; normalise the inputs");

    // The best epoch within four standard errors of always saying the most frequent class, or within a twentieth of the way from there to all right; of values, within 2 % of always saying the mean.
    static Diagnosis? NoTrend(Health of)
    {
        const string Remedy = "Simplify the problem or the model; decrease the learning rate; are the data or their labels corrupted? Look at the preprocessing and at the initial weights";
        var epochs = Trained(of).ToArray();
        if (epochs.Length == 0) return null;
        if (IsClassified(of) && epochs.Max(epoch => epoch.ValidationAccuracy) is { } best)
        {
            var most = of.About.Shares.Max();
            return IsImbalanced(of) || (Curves.Above(best, most, of.About.Validated) > 4 && best - most > 0.05 * (1 - most)) ? null : new(
                Sickness.NoTrend, Text($"the best validation accuracy of {epochs.Length} epochs is {100 * best:F1} %, always saying the most frequent class has {100 * most:F1} %"), Remedy);
        }
        var least = epochs.Min(epoch => epoch.ValidationLoss ?? epoch.LearntLoss);
        return least > 0.98 * of.About.Chance
            ? new(Sickness.NoTrend, Text($"the lowest loss of {epochs.Length} epochs is {least:G4}, that of an answer that does not look at the inputs {of.About.Chance:G4}"), Remedy)
            : null;
    }

    // Half of the units of a layer of at least four.
    static Diagnosis? DeadUnits(Health of) => Worst(of, unit => unit.Units >= 4 ? unit.Dead : 0) is not ({ Dead: > 0.5 } unit, var at) ? null : new(
        Sickness.DeadUnits, Text($"{100 * unit.Dead:F0} % of the {unit.Units} units of {unit.Layer} give the slope 0 on every example {When(at)}"),
        "Decrease the learning rate; begin with biases of 0 and He's weights; or take an activation that does not die: leaky ReLU, ELU, SELU");

    // Half of the values of a layer.
    static Diagnosis? SaturatedUnits(Health of) => Worst(of, unit => unit.Saturated) is not ({ Saturated: > 0.5 } unit, var at) ? null : new(
        Sickness.SaturatedUnits, Text($"{100 * unit.Saturated:F0} % of the values of {unit.Layer} lie where the slope is below a twentieth of its largest {When(at)}"),
        "Take ReLU; or begin with smaller weights (Glorot's rule) and normalise the inputs or, by batch norm, the layers");

    // Three orders of magnitude between the first and the last matrix, as root mean squares, in the median over the epochs; half of the epochs must show it.
    static Diagnosis? Gradients(Health of)
    {
        var ratios = of.Checkups.Select(checkup => checkup.Leaves.Where(leaf => leaf.Role is Role.Matrix or Role.Kernel).ToArray()).Where(leaves => leaves.Length > 1)
            .Select(leaves => (First: leaves[0], Last: leaves[^1], Ratio: leaves[0].Slope / leaves[^1].Slope)).Where(one => double.IsFinite(one.Ratio)).OrderBy(one => one.Ratio).ToArray();
        if (ratios.Length == 0) return null;
        var (first, last, ratio) = ratios[ratios.Length / 2];
        if (ratio is >= 1e-3 and <= 1e3 || (ratio == 0 && DeadUnits(of) is not null)) return null;
        var numbers = Text($"the gradient of {first.Path} has the size {first.Slope:G3}, that of {last.Path} {last.Slope:G3}: {ratio:G3} times as much (root mean squares)");
        return ratio < 1
            ? new(Sickness.VanishingGradients, numbers, "Take ReLU with He's weights in place of sigmoid or tanh; batch norm; a shallower or a residual network")
            : new(Sickness.ExplodingGradients, numbers, "Begin with smaller weights; clip the gradient; decrease the learning rate; batch norm");
    }

    // The rarest class an eighth of the most frequent one.
    static Diagnosis? Imbalance(Health of)
    {
        if (!IsImbalanced(of)) return null;
        var (most, least, last) = (of.About.Shares.Max(), of.About.Shares.Min(), Trained(of).LastOrDefault());
        return new(Sickness.Imbalance, Text($"the most frequent class has {100 * most:F1} % of the training examples, the rarest {100 * least:F1} %")
            + (last?.ValidationAccuracy is { } accuracy ? Text($"; a validation accuracy of {100 * accuracy:F1} % is to be seen against {100 * most:F1} % for always saying the former") : ""),
            "Weight the classes or balance the batches; judge by F1 or by the recall of each class, not by accuracy");
    }

    // From one epoch to a later one the loss falls by a twentieth, and the accuracy by three standard errors and more than a point.
    static Diagnosis? LossDownAccuracyDown(Health of)
    {
        var epochs = Trained(of).Where(epoch => epoch.ValidationAccuracy is not null).ToArray();
        if (epochs.Length < 2 || epochs[^1] is not { ValidationLoss: { } loss, ValidationAccuracy: { } accuracy } last) return null;
        var before = epochs[..^1].Where(epoch => loss < 0.95 * epoch.ValidationLoss && accuracy < epoch.ValidationAccuracy - 0.01
            && Curves.Above(accuracy, epoch.ValidationAccuracy!.Value, of.About.Validated) < -3).MinBy(epoch => accuracy - epoch.ValidationAccuracy);
        return before is null ? null : new(Sickness.LossDownAccuracyDown,
            Text($"from epoch {before.Epoch} to {last.Epoch} the validation loss goes from {before.ValidationLoss:G4} down to {loss:G4}, and the accuracy from {100 * before.ValidationAccuracy:F1} % down to {100 * accuracy:F1} %"),
            "The raw outputs improve, but not beyond the threshold: is one class more frequent than the others? Judge by F1, weight the classes");
    }

    // On examples that it trains on, the loss at the end is still above 0.4 of that of an answer that does not look at the inputs, and not far below that on others.
    static Diagnosis? Underfit(Health of)
    {
        if (Trained(of).LastOrDefault() is not { } last || of.Fault is not null || !(last.LearntLoss > 0.4 * of.About.Chance)) return null;
        if (last.ValidationLoss > 1.5 * last.LearntLoss) return null;
        var slow = IsSlow(of);
        return new(Sickness.Underfit, Text($"after {last.Epoch} epochs the loss on training examples is {last.LearntLoss:G4}, that of an answer that does not look at the inputs {of.About.Chance:G4}")
            + (slow ? Text($"; the last epoch moved the parameters by {100 * last.Moved:G2} % of their norm") : ""),
            slow ? "Increase the learning rate, by orders of magnitude; more epochs" : "More capacity: units, layers; another initialisation, learning rate or batch size; more epochs");
    }

    // On others the loss at the end is at least twice that on training examples, and the two differ by 0.15 of that of an answer that does not look at the inputs.
    static Diagnosis? Overfit(Health of)
    {
        if (Trained(of).LastOrDefault() is not { ValidationLoss: { } other } last || of.Fault is not null) return null;
        return !(other > 2 * last.LearntLoss && other - last.LearntLoss > 0.15 * of.About.Chance) ? null : new(Sickness.Overfit,
            Text($"after {last.Epoch} epochs the loss is {last.LearntLoss:G4} on training examples and {other:G4} on others")
            + (last is { LearntAccuracy: { } learnt, ValidationAccuracy: { } accuracy } ? Text($", the accuracy {100 * learnt:F1} % and {100 * accuracy:F1} %") : "")
            + Text($"; the lowest validation loss was {Trained(of).Min(epoch => epoch.ValidationLoss):G4}"),
            "Stop early; more or augmented data; regularise: weight decay, dropout; less capacity");
    }

    static IEnumerable<Checkup> Trained(Health of) => of.Checkups.Where(checkup => checkup.Epoch > 0);

    static double Start(Health of) => of.Checkups[0].NextLoss;

    // Where training began, or chance if that is worse.
    static double Worst(Health of) => double.IsNaN(of.About.Chance) ? Start(of) : Math.Max(Start(of), of.About.Chance);

    static bool IsClassified(Health of) => of.About.Shares.Count > 1 && !double.IsNaN(of.About.Chance);

    static bool IsImbalanced(Health of) => of.About.Shares.Count > 1 && of.About.Shares.Max() > 8 * of.About.Shares.Min();

    // The layer that shows it most at the end.
    static (UnitSigns Unit, Checkup At)? Worst(Health of, Func<UnitSigns, double> measure) =>
        of.Checkups[^1].Units.Select(unit => ((UnitSigns, Checkup)?)(unit, of.Checkups[^1])).MaxBy(one => measure(one!.Value.Item1));

    static string When(Checkup at) => at.Epoch == 0 ? "before the first step" : Text($"after epoch {at.Epoch}");

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
