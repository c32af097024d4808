using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>A search as one page that holds everything: the best points, all of them as parallel coordinates, and the score against each hyperparameter.</summary>
public static class SearchPage
{
    const int Most = 40;

    /// <summary>The page, as the text of an HTML file.</summary>
    /// <param name="board">What was tried.</param>
    /// <param name="title">What was searched.</param>
    /// <param name="score">What the score is: <c>validation loss</c>. The lower the better.</param>
    /// <param name="command">The command that does it again; empty to leave it out.</param>
    public static string Html(Leaderboard board, string title, string score = "score", string command = "")
    {
        ArgumentNullException.ThrowIfNull(board);
        var (tried, failed) = (board.Standings.Count, board.Standings.Count(one => one.Failure.Length > 0));
        var best = board.Standings.FirstOrDefault(one => double.IsFinite(one.Mean));
        var about = string.Create(CultureInfo.InvariantCulture, $"{tried} points, {board.Plan.Seeds.Count} {(board.Plan.Seeds.Count == 1 ? "seed" : "seeds")} each{(failed > 0 ? $"; {failed} failed" : "")}.");
        return Report.Page(title, Markup.Of($"""
            <header><h1>{title}</h1><p>{about}{(best is null ? "" : $" The best: {best.Point}, with the {score} {Digits(best.Mean)}.")}</p></header>
            {Report.Section("All points", Markup.Of($"<figure class='network'>{ParallelCoordinates.Of(board, score).Inline()}</figure>\n<p class='note'>A line is a point; the stronger, the better. The best has the second colour.</p>\n"))}{Report.Section("Score by hyperparameter", Charts(board, score))}{Report.Section(tried > Most ? string.Create(CultureInfo.InvariantCulture, $"The best {Most} of {tried}") : "Leaderboard", Table(board, score))}{(command.Length == 0 ? Markup.None : Report.Section("Do it again", Markup.Of($"<pre>{command}</pre>\n")))}
            """));
    }

    /// <summary>The score against each hyperparameter that varies.</summary>
    public static Many<Plot> ByHyperparameter(Leaderboard board, string score = "score")
    {
        ArgumentNullException.ThrowIfNull(board);
        var known = board.Standings.Where(one => double.IsFinite(one.Mean)).ToArray();
        return [.. Varied(board).Select(Plot (dimension) => new Chart(dimension.Name, X(dimension), new($"{score}, lower is better"),
            [new Dots("", [.. known.Select(one => (Place(dimension, one.Point[dimension.Name]!.Value), one.Mean))])]))];
    }

    static Axis X(Dimension dimension) => dimension switch
    {
        Interval range => new(dimension.Name, range.Log, range.Whole),
        Choice choice when choice.Values.All(value => value.Word is null) => new(dimension.Name),
        Choice choice => new(dimension.Name, Names: choice.Values.Map(value => value.ToString())),
        _ => new(dimension.Name),
    };

    static double Place(Dimension dimension, SearchValue value) =>
        dimension is Choice choice && choice.Values.Any(one => one.Word is not null) ? choice.Values.TakeWhile(other => other != value).Count() : value.Number;

    static Markup Charts(Leaderboard board, string score) => ByHyperparameter(board, score) is { Count: > 0 } plots
        ? Markup.Of($"<div class='charts'>\n{plots.Select(plot => Markup.Of($"<figure>{plot.Inline()}</figure>\n"))}</div>\n")
        : Markup.Of($"<p class='note'>Nothing varies.</p>\n");

    static Markup Table(Leaderboard board, string score)
    {
        var names = Varied(board).Select(dimension => dimension.Name).ToArray();
        (string Name, string Title)[] numbers = [("validation_accuracy", "accuracy"), ("best_epoch", "best epoch"), ("parameters", "parameters"), ("seconds", "seconds")];
        var shown = numbers.Where(number => board.Standings.Any(one => double.IsFinite(one[number.Name]))).ToArray();
        return Markup.Of($"""
            <table>
            <thead><tr><th class='n'>Rank</th><th class='n'>{score}</th><th class='n'>spread</th>{names.Select(name => Markup.Of($"<th>{name}</th>"))}{shown.Select(number => Markup.Of($"<th class='n'>{number.Title}</th>"))}</tr></thead>
            <tbody>
            {board.Standings.Take(Most).Select((one, i) => Markup.Of($"<tr><td class='n'>{i + 1}</td><td class='n'>{(one.Failure.Length > 0 ? "failed" : Digits(one.Mean))}</td><td class='n'>{(double.IsFinite(one.Spread) ? Digits(one.Spread) : "–")}</td>{names.Select(name => Markup.Of($"<td><code>{one.Point[name].ToString()}</code></td>"))}{shown.Select(number => Markup.Of($"<td class='n'>{(one.Failure.Length > 0 ? "–" : Digits(one[number.Name]))}</td>"))}</tr>\n"))}</tbody>
            </table>

            """);
    }

    static Dimension[] Varied(Leaderboard board) => [.. board.Plan.Space.Where(dimension => dimension is not Choice { Values.Count: 1 })];

    static string Digits(double number) => !double.IsFinite(number) ? "–" : number.ToString(number == Math.Round(number) ? "0" : Math.Abs(number) >= 100 ? "0.0" : "0.0000", CultureInfo.InvariantCulture);
}
