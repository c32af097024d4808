using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>A point with what its seeds gave together.</summary>
/// <param name="Number">The number of the point.</param>
/// <param name="Label">What it is.</param>
/// <param name="Point">The point.</param>
/// <param name="Mean">The mean score of its seeds; NaN if one of them failed.</param>
/// <param name="Spread">The standard deviation of the scores over seeds (over n - 1); NaN for one seed.</param>
/// <param name="Seeds">How many seeds are done.</param>
/// <param name="Numbers">The means of what else was measured.</param>
/// <param name="Failure">Why it has no score; empty if it has one.</param>
public sealed record Standing(int Number, string Label, SearchPoint Point, double Mean, double Spread, int Seeds, Many<(string Name, double Value)> Numbers, string Failure)
{
    /// <summary>The mean of a number that was measured; NaN if it was not.</summary>
    public double this[string name] => Numbers.Where(number => number.Name == name).Select(number => number.Value).FirstOrDefault(double.NaN);
}

/// <summary>All points that were tried, the best first; those without a score last.</summary>
/// <param name="Plan">What was searched.</param>
/// <param name="Standings">The points.</param>
public sealed record Leaderboard(SearchPlan Plan, Many<Standing> Standings)
{
    /// <summary>The leaderboard of finished trials.</summary>
    public static Leaderboard Of(SearchPlan plan, Many<Trial> trials)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(trials);
        var points = plan.Points;
        return new(plan, [.. trials.GroupBy(trial => trial.Number).Select(group => Stand(group.Key, points[group.Key].Label, [.. group]))
            .OrderBy(standing => double.IsFinite(standing.Mean) ? standing.Mean : double.PositiveInfinity).ThenBy(standing => standing.Number)]);
    }

    /// <summary>As a table of comma-separated values: rank, point, seeds, score, spread, each hyperparameter, each number, failure.</summary>
    public string ToCsv()
    {
        var numbers = Measured;
        string[][] rows =
        [
            ["rank", "point", "seeds", "score", "spread", .. Plan.Space.Select(dimension => dimension.Name), .. numbers, "failure"],
            .. Standings.Select<Standing, string[]>((one, i) =>
            [
                Text(i + 1), Text(one.Number), Text(one.Seeds), Text(one.Mean), Text(one.Spread),
                .. one.Point.Values.Select(value => value.Value.Word ?? Text(value.Value.Number)), .. numbers.Select(name => Text(one[name])), one.Failure,
            ]),
        ];
        return string.Concat(rows.Select(row => string.Join(',', row.Select(Quoted)) + "\n"));

        static string Text<N>(N number) where N : IFormattable => number is double and double.NaN ? "" : number.ToString("R", CultureInfo.InvariantCulture);
        static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>For a person: the best points with their footprint; of an ablation every change with its distance from the base.</summary>
    /// <param name="most">How many points are shown.</param>
    public string ToText(int most = 20)
    {
        var start = Plan.Method == SearchMethod.Ablation ? Standings.FirstOrDefault(one => one.Number == 0) : null;
        var shown = start is null ? Standings.Take(most) : Standings.OrderBy(one => one.Number);
        var varied = Plan.Space.Where(dimension => dimension is not Choice { Values.Count: 1 }).Select(dimension => dimension.Name).ToHashSet();
        string[][] rows =
        [
            [start is null ? "rank" : "change", "score", "spread", .. start is null ? varied : ["against base"], .. Footprint.Select(column => column.Title)],
            .. shown.Select<Standing, string[]>((one, i) =>
            [
                start is null ? (i + 1).ToString(CultureInfo.InvariantCulture) : one.Label, one.Failure.Length > 0 ? "failed" : Digits(one.Mean), one.Seeds > 1 ? Digits(one.Spread) : "-",
                .. start is null ? one.Point.Values.Where(value => varied.Contains(value.Name)).Select(value => value.Value.ToString()) : [one == start ? "" : Signed(one.Mean - start.Mean)],
                .. Footprint.Select(column => Counted(one[column.Name])),
            ]),
        ];
        var width = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, i) => i == 0 && start is not null ? cell.PadRight(width[i]) : cell.PadLeft(width[i]))) + "\n"));
    }

    // What every search shows beside the score.
    static readonly (string Name, string Title)[] Footprint = [("parameters", "parameters"), ("multiply_adds", "multiply-adds"), ("seconds", "seconds"), ("samples_per_second", "samples/s")];

    string[] Measured => [.. Standings.SelectMany(one => one.Numbers.Select(number => number.Name)).Distinct()];

    static Standing Stand(int number, string label, Trial[] trials)
    {
        var failure = trials.Select(trial => trial.Score.Failure).FirstOrDefault(why => why.Length > 0) ?? "";
        var scores = trials.Select(trial => trial.Score.Score).ToArray();
        var mean = failure.Length > 0 ? double.NaN : scores.Average();
        var spread = scores.Length < 2 ? double.NaN : Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scores.Length - 1));
        var names = trials.SelectMany(trial => trial.Score.Numbers.Select(one => one.Name)).Distinct();
        return new(number, label, trials[0].Point, mean, spread, trials.Length,
            [.. names.Select(name => (name, trials.SelectMany(trial => trial.Score.Numbers).Where(one => one.Name == name).Average(one => one.Value)))], failure);
    }

    static string Digits(double number) => double.IsFinite(number) ? number.ToString("0.0000", CultureInfo.InvariantCulture) : "-";

    static string Signed(double number) => double.IsFinite(number) ? number.ToString("+0.0000;-0.0000;0", CultureInfo.InvariantCulture) : "-";

    static string Counted(double number) => !double.IsFinite(number) ? "-" : number.ToString(Math.Abs(number) >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);
}
