using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>Runs beside each other: where their settings differ, what they reached, and their curves in one chart.</summary>
/// <param name="Runs">Each run with its name.</param>
public sealed record Comparison(Many<(string Name, RunDescription Run)> Runs)
{
    const string None = "–";

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
        ("outcome", Runs.Map(run => run.Run.Outcome?.ToString() ?? "Running")),
    ];

    /// <summary>The curves of all runs, one chart a measure.</summary>
    public Many<Plot> Curves =>
    [
        .. new (string Title, Func<EpochMetrics, double?> Value)[]
        {
            ("Training loss", row => row.TrainLoss), ("Validation loss", row => row.ValidationLoss), ("Validation accuracy, %", row => 100 * row.ValidationAccuracy), ("Learning rate", row => row.Rate),
        }
        .Where(measure => Runs.Any(run => run.Run.History.Any(row => measure.Value(row) is not null)))
        .Select(Plot (measure) => new Chart(measure.Title, new("epoch", Whole: true), new(),
            [.. Runs.Select(Mark (run) => new Line(run.Name, [.. run.Run.History.Select(row => ((double)row.Epoch, measure.Value(row) ?? double.NaN))]))])),
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
        {Section("Learning curves", Markup.Of($"<div class='charts'>\n{Curves.Select(chart => Markup.Of($"<figure>{chart.Inline()}</figure>\n"))}</div>\n"))}{Section("Results", Table(Results))}{Section("Settings that differ", Differences.Count > 0 ? Table(Differences) : Markup.Of($"<p class='note'>None: these runs were asked for the same.</p>\n"))}{Section("Do it again", Markup.Join(Runs.Select(run => Markup.Of($"<p class='note'>{run.Name}</p><pre>{run.Run.Command}</pre>\n"))))}
        """));

    Markup Table(Many<(string Name, Many<string> Values)> rows) => Markup.Of($"""
        <table>
        <thead><tr><th></th>{Runs.Select(run => Markup.Of($"<th>{run.Name}</th>"))}</tr></thead>
        <tbody>
        {rows.Select(row => Markup.Of($"<tr><td>{row.Name}</td>{row.Values.Select(value => Markup.Of($"<td><code>{value}</code></td>"))}</tr>\n"))}</tbody>
        </table>

        """);

    static Markup Section(string title, Markup content) => Markup.Of($"<section>\n<h2>{title}</h2>\n{content}</section>\n");

    static string Digits(double number) => double.IsFinite(number) ? number.ToString(number == Math.Round(number) ? "0" : "0.#####", CultureInfo.InvariantCulture) : None;
}
