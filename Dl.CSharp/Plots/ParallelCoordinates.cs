using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>One vertical axis of <see cref="ParallelCoordinates"/>.</summary>
/// <param name="Name">What it measures.</param>
/// <param name="Ticks">Its marks: the place of each, 0 at the bottom to 1 at the top, and what stands there.</param>
public sealed record ParallelAxis(string Name, Many<(double At, string Label)> Ticks);

/// <summary>One line across all axes.</summary>
/// <param name="Places">Where it crosses each axis, 0 to 1; NaN to leave it out.</param>
/// <param name="Rank">0 for the worst to 1 for the best: how strong its colour is.</param>
/// <param name="Note">What a pointer that rests on it is told.</param>
public sealed record ParallelLine(Many<double> Places, double Rank, string Note = "");

/// <summary>Many choices of several settings at once: an axis for each, a line for each choice, the good ones in front. Source: Inselberg, 1985.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Axes">The axes, from left to right.</param>
/// <param name="Lines">The lines.</param>
public sealed record ParallelCoordinates(string Title, Many<ParallelAxis> Axes, Many<ParallelLine> Lines) : Plot(Title)
{
    const double Text = 12, Tall = 260, Least = 96, Most = 8;

    /// <summary>The points of a search: its hyperparameters that vary, then the score, best at the top.</summary>
    public static ParallelCoordinates Of(Leaderboard board, string score = "score")
    {
        ArgumentNullException.ThrowIfNull(board);
        var varied = board.Plan.Space.Where(dimension => dimension is not Choice { Values.Count: 1 }).ToArray();
        var known = board.Standings.Where(one => double.IsFinite(one.Mean)).ToArray();
        var scale = Scale.Of(new(), known.Select(one => one.Mean), round: false, ticks: 5);
        return new("Hyperparameters and " + score,
            [.. varied.Select(dimension => new ParallelAxis(dimension.Name, Ticks(dimension))), new(score, [.. scale.Ticks.Select(tick => (1 - scale.At(tick.Value), tick.Label))])],
            [.. known.Reverse().Select((one, i) => new ParallelLine(
                [.. varied.Select(dimension => At(dimension, one.Point[dimension.Name]!.Value)), 1 - scale.At(one.Mean)],
                known.Length == 1 ? 1 : (double)i / (known.Length - 1),
                string.Create(CultureInfo.InvariantCulture, $"{score} {one.Mean:G4}: {one.Point}")))]);
    }

    static double At(Dimension dimension, SearchValue value) => dimension switch
    {
        Interval range => range.Share(value.Number),
        Choice choice => Spot(choice, choice.Values.TakeWhile(other => other != value).Count()),
        _ => 0.5,
    };

    static double Spot(Choice choice, int i) => choice.Values.Count == 1 ? 0.5 : (double)i / (choice.Values.Count - 1);

    static Many<(double, string)> Ticks(Dimension dimension) => dimension switch
    {
        Interval range when Scale.Of(new("", range.Log, range.Whole, range.From, range.To), [range.From, range.To], round: false, ticks: 5) is var scale => [.. scale.Ticks.Select(tick => (range.Share(tick.Value), tick.Label))],
        Choice choice => [.. choice.Values.Select((value, i) => (Spot(choice, i), value.ToString()))],
        _ => [],
    };

    internal override Drawing Draw()
    {
        var widest = Axes.SelectMany(axis => axis.Ticks.Select(tick => Markup.Width(Short(tick.Label), Text)).Append(Markup.Width(Short(axis.Name), Text) - 30)).DefaultIfEmpty(0).Max();
        var (gap, top) = (Math.Max(Least, widest + 34), Title.Length > 0 ? 66.0 : 40.0);
        var left = Math.Max(40, Axes.Count > 0 ? Markup.Width(Short(Axes[0].Name), Text) / 2 + 8 : 40);
        var right = Axes.Count > 0 ? Math.Max(Markup.Width(Short(Axes[^1].Name), Text) / 2, Axes[^1].Ticks.Select(tick => Markup.Width(Short(tick.Label), Text)).DefaultIfEmpty(0).Max()) + 20 : 40;
        var width = left + gap * Math.Max(1, Axes.Count - 1) + right;
        return new(width, top + Tall + 24, Markup.Of($"""
            <text class='dl-title' x='4' y='20'>{Title}</text>
            {Lines.Select(Line)}{Axes.Select(Axis)}
            """));

        double Right(int axis) => left + axis * gap;
        double Down(double at) => top + Tall * (1 - at);

        Markup Axis(ParallelAxis axis, int i) => Markup.Of($"""
            <path class='dl-axis' d='M{Right(i)} {top}v{Tall}'/><text class='dl-ink' x='{Right(i)}' y='{top - 14}' text-anchor='middle'>{Short(axis.Name)}</text>
            {axis.Ticks.Select(tick => Markup.Of($"<path class='dl-axis' d='M{Right(i) - 3} {Down(tick.At)}h6'/><text x='{Right(i) + 7}' y='{Down(tick.At) + 4}'>{Short(tick.Label)}</text>\n"))}
            """);

        // A curve from axis to axis, which leaves and meets them at right angles.
        Markup Line(ParallelLine line)
        {
            var points = line.Places.Select((at, i) => (X: Right(i), Y: Down(at))).Where(point => double.IsFinite(point.Y)).ToArray();
            var path = points.Zip(points.Skip(1)).Select(pair => Markup.Of($"C{(pair.First.X + pair.Second.X) / 2} {pair.First.Y} {(pair.First.X + pair.Second.X) / 2} {pair.Second.Y} {pair.Second.X} {pair.Second.Y}"));
            var isBest = line.Rank >= 1;
            return points.Length == 0 ? Markup.None : Markup.Of($"<path class='dl-line dl-s{(isBest ? 1 : 0)}' style='stroke-opacity:{(isBest ? 1 : 0.08 + 0.5 * line.Rank * line.Rank)}' d='M{points[0].X} {points[0].Y}{path}'><title>{line.Note}</title></path>\n");
        }
    }

    static string Short(string name) => Markup.Fit(name, Text, 15 * Most);
}
