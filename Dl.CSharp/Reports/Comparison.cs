using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>Runs beside each other: where their settings differ, what they reached, and their curves in one chart.</summary>
/// <param name="Runs">Each run with its name.</param>
public sealed record Comparison(Many<(string Name, RunDescription Run)> Runs)
{
    const string None = "–";

    /// <summary>What was taken down of each run, in the same order; empty, or null for a run, where nothing was.</summary>
    public Many<Health?> Healths { get; init; } = [];

    /// <summary>The settings that are not the same in all runs: name, and the value in each.</summary>
    public Many<(string Name, Many<string> Values)> Differences =>
    [
        .. Runs.SelectMany(run => run.Run.Settings.Select(setting => $"{setting.Group}: {setting.Name}")).Distinct()
            .Select(name => (name, Values: Runs.Map(run => run.Run.Settings.Where(setting => $"{setting.Group}: {setting.Name}" == name).Select(setting => setting.Value).FirstOrDefault(None))))
            .Where(row => row.Values.Distinct().Count() > 1),
    ];

    /// <summary>What the runs reached: name, and the number in each.</summary>
    public Many<(string Name, Many<string> Values)> Results =>
    [
        .. Runs.SelectMany(run => run.Run.Results.Select(result => result.Name)).Distinct()
            .Select(name => (name, Runs.Map(run => run.Run.Results.Where(result => result.Name == name).Select(result => Digits(result.Value)).FirstOrDefault(None)))),
        .. Healths.Any(health => health is not null) ? [("doctor", Healths.Map(Diagnosed))] : Array.Empty<(string, Many<string>)>(),
        ("outcome", Runs.Map(run => run.Run.Outcome?.ToString() ?? "Running")),
    ];

    /// <summary>The curves of all runs, one chart a measure.</summary>
    public Many<Plot> Curves =>
    [
        .. new (string Title, Func<EpochMetrics, double?> Value)[]
        {
            ("Training loss", row => row.TrainLoss), ("Validation loss", row => row.ValidationLoss), ("Validation accuracy, %", row => 100 * row.ValidationAccuracy),
            ("Validation R^2", row => row.Scores.Where(score => score.Name == Metric.R2.Name).Select(score => (double?)score.Value).FirstOrDefault()), ("Learning rate", row => row.Rate),
        }
        .Where(measure => Runs.Any(run => run.Run.History.Any(row => measure.Value(row) is not null)))
        .Select(Plot (measure) => new Chart(measure.Title, new("epoch", Whole: true), new(),
            [.. Runs.Select(Mark (run) => new Line(run.Name, [.. run.Run.History.Select(row => ((double)row.Epoch, measure.Value(row) ?? double.NaN))]))])),
    ];

    /// <summary>How the runs did inside, one chart a measure; none where nothing was taken down of them.</summary>
    public Many<Plot> Insides =>
    [
        .. new (string Title, string Unit, bool IsLog, Func<Checkup, double> Value)[]
        {
            ("Gradient of the first weights against the last", "ratio of the root mean squares", true, HealthPlots.Falling), ("How far an epoch moves the parameters", "% of their norm", true, checkup => 100 * checkup.Moved),
            ("Dead units, worst layer", "% of its units", false, checkup => 100 * HealthPlots.Largest(checkup, unit => unit.Dead)), ("Saturated units, worst layer", "% of its values", false, checkup => 100 * HealthPlots.Largest(checkup, unit => unit.Saturated)),
        }
        .Select(measure => (measure, Lines: Runs.Zip(Healths).Where(pair => pair.Second is not null)
            .Select(pair => new Line(pair.First.Name, [.. pair.Second!.Checkups.Select(checkup => ((double)checkup.Epoch, measure.Value(checkup))).Where(point => double.IsFinite(point.Item2))])).Where(line => line.Points.Count > 0).ToArray()))
        .Where(one => one.Lines.Any(line => line.Points.Any(point => point.Y > 0)))
        .Select(Plot (one) => new Chart(one.measure.Title, new("epoch (0: before the first step)", Whole: true), one.measure.IsLog ? new(one.measure.Unit, Log: true) : new(one.measure.Unit, Min: 0, Max: 100), [.. one.Lines])),
    ];

    /// <summary>Lines for a person.</summary>
    public string ToText()
    {
        string[][] rows =
        [
            ["", .. Runs.Select(run => run.Name)],
            .. Differences.Select<(string Name, Many<string> Values), string[]>(row => [row.Name, .. row.Values]),
            .. Results.Select<(string Name, Many<string> Values), string[]>(row => [row.Name, .. row.Values]),
        ];
        var width = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, i) => cell.PadRight(width[i]))).TrimEnd() + "\n"));
    }

    /// <summary>One page that holds everything, in the reader's light or dark scheme.</summary>
    public string ToHtml() => Report.Page(string.Join(", ", Runs.Select(run => run.Name)), Markup.Of($"""
        <header><h1>{string.Join(" against ", Runs.Select(run => run.Name))}</h1></header>
        {Report.Section("Learning curves", Charts(Curves))}{(Insides.Count > 0 ? Report.Section("Gradients and units", Charts(Insides)) : Markup.None)}{Report.Section("Results", Table(Results))}{Report.Section("Settings that differ", Differences.Count > 0 ? Table(Differences) : Markup.Of($"<p class='note'>None: these runs were asked for the same.</p>\n"))}{Report.Section("Do it again", Markup.Join(Runs.Select(run => Markup.Of($"<p class='note'>{run.Name}</p><pre>{run.Run.Command}</pre>\n"))))}
        """));

    Markup Table(Many<(string Name, Many<string> Values)> rows) => Markup.Of($"""
        <table>
        <thead><tr><th></th>{Runs.Select(run => Markup.Of($"<th>{run.Name}</th>"))}</tr></thead>
        <tbody>
        {rows.Select(row => Markup.Of($"<tr><td>{row.Name}</td>{row.Values.Select(value => Markup.Of($"<td><code>{value}</code></td>"))}</tr>\n"))}</tbody>
        </table>

        """);

    static Markup Charts(Many<Plot> charts) => Markup.Of($"<div class='charts'>\n{charts.Select(chart => Markup.Of($"<figure>{chart.Inline()}</figure>\n"))}</div>\n");

    static string Diagnosed(Health? health) => health is null ? None : Doctor.Diagnose(health) is { Count: > 0 } found ? string.Join(", ", found.Select(one => one.Name)) : "healthy";

    static string Digits(double number) => double.IsFinite(number) ? number.ToString(number == Math.Round(number) ? "0" : "0.#####", CultureInfo.InvariantCulture) : None;
}
