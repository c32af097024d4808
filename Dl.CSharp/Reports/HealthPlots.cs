using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>The <see cref="Health"/> of a run as pictures: gradients and parameters by layer, activations, dead and saturated units, each over the epochs. Epoch 0 is what
/// was found before the first step. TensorBoard: histograms and distributions.</summary>
public static class HealthPlots
{
    // As many lines as there are colours; of more layers some are shown, from the first to the last.
    const int Most = Plot.Colours, MostHistograms = 12, MostNamed = 14;

    static readonly Axis Epochs = new("epoch (0: before the first step)", Whole: true);

    /// <summary>All of them, for a report.</summary>
    public static Many<ReportSection> Sections(Health health)
    {
        ArgumentNullException.ThrowIfNull(health);
        return
        [
            new("Gradients and parameters over the epochs",
                $"Euclidean norms, of a step on the same up to 256 training examples each time.{Chosen("weights", Matrices(health.Checkups[^1]).Count)}", GradientsAndParameters(health)),
            new("Activations over the epochs",
                $"What comes out of each activation on the same examples.{Chosen("activations", health.Checkups[^1].Units.Count)} {Idle(health)}", Activations(health)),
            new("Activations at the beginning and at the end", "Shares of the values in 20 equal parts from the least to the largest.", Histograms(health)),
        ];
    }

    /// <summary>The norms of gradients and of parameters by layer, the gradient from the first layer to the last, and how far an epoch moved the parameters.</summary>
    public static Many<Plot> GradientsAndParameters(Health health)
    {
        ArgumentNullException.ThrowIfNull(health);
        var paths = Matrices(health.Checkups[^1]).Map(leaf => leaf.Path);
        if (paths.Count == 0) return [];
        return
        [
            Lines("Norm of the gradient", "norm", isLog: true, health, Spaced(paths), (checkup, path) => Leaf(checkup, path)?.Gradient),
            .. paths.Count > 2 ? [ByDepth(health, paths)] : Array.Empty<Plot>(),
            Lines("Norm of the parameters", "norm", isLog: true, health, Spaced(paths), (checkup, path) => Leaf(checkup, path)?.Norm),
            .. health.Checkups.Any(checkup => double.IsFinite(checkup.Moved))
                ? [Lines("How far an epoch moves all parameters", "% of their norm", isLog: true, health, [""], (checkup, _) => 100 * checkup.Moved)] : Array.Empty<Plot>(),
        ];
    }

    /// <summary>Mean and standard deviation behind each activation, and the shares of dead units and saturated values where there are any.</summary>
    public static Many<Plot> Activations(Health health)
    {
        ArgumentNullException.ThrowIfNull(health);
        var layers = health.Checkups[^1].Units.Map(unit => unit.Layer);
        if (layers.Count == 0) return [];
        return
        [
            Lines("Mean of the activations", "mean", isLog: false, health, Spaced(layers), (checkup, layer) => Unit(checkup, layer)?.Values.Mean),
            Lines("Standard deviation of the activations", "standard deviation", isLog: false, health, Spaced(layers), (checkup, layer) => Unit(checkup, layer)?.Values.Deviation),
            .. Shares("Dead units", "% of the units of a layer", health, unit => unit.Dead),
            .. Shares("Saturated units", "% of the values of a layer", health, unit => unit.Saturated),
        ];
    }

    /// <summary>How the values behind each activation lay before the first step and lie after the last epoch.</summary>
    public static Many<Plot> Histograms(Health health)
    {
        ArgumentNullException.ThrowIfNull(health);
        var (first, last) = (health.Checkups[0], health.Checkups[^1]);
        return [.. Spaced(last.Units.Map(unit => unit.Layer), MostHistograms).Select(Plot (layer) => new Chart(
            Short(layer), new("value"), new("% of the values", Min: 0),
            [
                .. Unit(first, layer) is { } before && first != last ? [Outline(When(first), before.Values)] : Array.Empty<Mark>(),
                .. Unit(last, layer) is { } after ? [Outline(When(last), after.Values)] : Array.Empty<Mark>(),
            ]) { Tall = 110 })];
    }

    // The largest share among all layers, for runs beside each other.
    internal static double Largest(Checkup checkup, Func<UnitSigns, double> share) => checkup.Units.Count == 0 ? double.NaN : checkup.Units.Max(share);

    // The gradient of the first weights against that of the last.
    internal static double Falling(Checkup checkup) => Matrices(checkup) is { Count: > 1 } weights ? weights[0].Slope / weights[^1].Slope : double.NaN;

    internal static Many<LeafSigns> Matrices(Checkup checkup) => [.. checkup.Leaves.Where(leaf => leaf.Role is Role.Matrix or Role.Kernel or Role.Embedding)];

    static Chart ByDepth(Health health, Many<string> paths)
    {
        var last = health.Checkups.Count - 1;
        return new("Norm of the gradient from the first layer to the last",
            paths.Count <= MostNamed ? new("", Names: [.. paths.Select(Short)]) : new("weights, from the first layer to the last", Whole: true), new("norm", Log: true),
            [.. new[] { 0, last / 2, last }.Distinct().Select(Mark (i) => new Line(When(health.Checkups[i]),
                [.. paths.Select((path, place) => ((double)place, Leaf(health.Checkups[i], path)?.Gradient ?? double.NaN))]))]);
    }

    // Of the layers that show it at any time those that show it most.
    static Plot[] Shares(string title, string unit, Health health, Func<UnitSigns, double> share)
    {
        var worst = health.Checkups.SelectMany(checkup => checkup.Units).GroupBy(one => one.Layer)
            .Select(layer => (layer.Key, Most: layer.Max(share))).Where(layer => layer.Most > 0).OrderByDescending(layer => layer.Most).Take(Most).Select(layer => layer.Key).ToHashSet();
        return worst.Count == 0 ? [] : [Lines(title, unit, isLog: false, health, [.. health.Checkups[^1].Units.Select(one => one.Layer).Where(worst.Contains)],
            (checkup, layer) => Unit(checkup, layer) is { } one ? 100 * share(one) : null, new(unit, Min: 0, Max: 100))];
    }

    static Chart Lines(string title, string unit, bool isLog, Health health, Many<string> names, Func<Checkup, string, double?> value, Axis? axis = null)
    {
        var lines = names.Select(name => new Line(Short(name), [.. health.Checkups.Select(checkup => ((double)checkup.Epoch, value(checkup, name) ?? double.NaN)).Where(point => !double.IsNaN(point.Item2))])).ToArray();
        return new(title, Epochs, axis ?? new(unit, Log: isLog && lines.SelectMany(line => line.Points).Any(point => point.Y > 0)), [.. lines]);
    }

    // The steps of a histogram as a line, so that two can be seen through each other.
    static Line Outline(string name, Spread values)
    {
        var (all, width) = (Math.Max(1, values.Counts.Sum()), (values.High - values.Low) / Math.Max(1, values.Counts.Count));
        return new(name, values.Counts.Count == 0 ? [] :
        [
            (values.Low, 0.0),
            .. values.Counts.SelectMany((count, i) => new[] { (values.Low + i * width, 100.0 * count / all), (values.Low + (i + 1) * width, 100.0 * count / all) }),
            (values.High, 0.0),
        ]);
    }

    static string Idle(Health health)
    {
        var (dead, saturated) = (health.Checkups.Max(checkup => Largest(checkup, unit => unit.Dead)), health.Checkups.Max(checkup => Largest(checkup, unit => unit.Saturated)));
        return dead > 0 || saturated > 0 || double.IsNaN(dead) ? "" : "No unit was dead, and none was saturated.";
    }

    static string Chosen(string what, int count) => count <= Most ? "" : string.Create(CultureInfo.InvariantCulture, $" {Most} of {count} {what} are shown, from the first to the last.");

    static Many<string> Spaced(Many<string> all, int most = Most) => all.Count <= most ? all : [.. Enumerable.Range(0, most).Select(i => all[(int)Math.Round(i * (all.Count - 1.0) / (most - 1))])];

    static LeafSigns? Leaf(Checkup checkup, string path) => checkup.Leaves.FirstOrDefault(leaf => leaf.Path == path);

    static UnitSigns? Unit(Checkup checkup, string layer) => checkup.Units.FirstOrDefault(unit => unit.Layer == layer);

    static string When(Checkup checkup) => checkup.Epoch == 0 ? "before the first step" : string.Create(CultureInfo.InvariantCulture, $"after epoch {checkup.Epoch}");

    // Everything lies in the outermost list.
    static string Short(string layer) => layer.StartsWith("seq/", StringComparison.Ordinal) ? layer[4..] : layer;
}
