using Dl.Core;

namespace Dl.CSharp;

/// <summary>A chart with two axes: lines, points, bands and bars in one coordinate system.</summary>
/// <example><code>
/// new Chart("Learning curve", new("epoch", Whole: true), new("loss"), [Line.Of("training", [0.9, 0.4, 0.2])]).ToSvg()
/// </code></example>
/// <param name="Title">What it shows.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Marks">What is drawn, the first undermost; each takes the next colour, and equal names share one.</param>
public sealed record Chart(string Title, Axis X, Axis Y, Many<Mark> Marks) : Plot(Title)
{
    const double Text = 12, Gap = 8, ItemGap = 18, LineHeight = 22, Wide = 480, Detail = 1200;

    /// <summary>The height of the field between the axes, in pixels; it is about 430 wide.</summary>
    public double Tall { get; init; } = 200;

    internal override Drawing Draw()
    {
        var y = Scale.Of(Y, Marks.SelectMany(Heights), round: true, ticks: 5);
        var bars = Marks.Any(mark => mark is Bars);
        var left = Math.Max(30, y.Ticks.Select(tick => Markup.Width(tick.Label, Text)).DefaultIfEmpty(0).Max() + 2 * Gap);
        // Half of a name that stands below the end of the axis lies beyond it.
        var right = Math.Max(18, X.Names is { Count: > 0 } names ? Markup.Width(Short(names[^1]), Text) / 2 + 4 : 0);
        var width = Wide - left - right;
        var x = Scale.Of(X, Marks.SelectMany(Places), round: false, ticks: (int)(width / 60));
        if (!bars && X.Min is null && X.Max is null && Marks.Any(mark => mark is Dots)) x = Padded(x);

        var legend = Legend();
        var top = (Title.Length > 0 ? 30 : 8) + (legend.Rows * LineHeight) + (Y.Label.Length > 0 ? LineHeight + 6 : 8);
        var slanted = x.Ticks.Any(tick => Markup.Width(tick.Label, Text) + Gap > width / Math.Max(1, x.Ticks.Count));
        var below = slanted ? 14 + 0.6 * x.Ticks.Max(tick => Markup.Width(Short(tick.Label), Text)) : LineHeight;
        var height = top + Tall + below + (X.Label.Length > 0 ? LineHeight : 0) + 8;

        return new(Wide, height, Markup.Of($"""
            {(Title.Length > 0 ? Markup.Of($"<text class='dl-title' x='4' y='20'>{Markup.Fit(Title, 16, Wide - 8)}</text>\n") : Markup.None)}{legend.Content}<text x='4' y='{top - 15}'>{Y.Label}</text>
            <g transform='translate({left} {top})'>
            {y.Ticks.Select(Row)}{x.Ticks.Select(Column)}<path class='dl-axis' d='M0 {Tall}H{width}'/>
            {Clipped(Markup.Join(Marks.Select(mark => Drawn(mark, Colour(mark)))))}{(Anything() ? Markup.None : Markup.Of($"<text x='{width / 2}' y='{Tall / 2}' text-anchor='middle'>nothing to show</text>\n"))}</g>
            <text x='{left + width / 2}' y='{height - 8}' text-anchor='middle'>{X.Label}</text>

            """));

        double Right(double value) => width * x.At(value);
        double Down(double value) => Tall * (1 - y.At(value));

        Markup Row((double Value, string Label) tick) => Markup.Of($"""
            <path class='dl-grid' d='M0 {Down(tick.Value)}H{width}'/><text x='{-Gap}' y='{Down(tick.Value) + 4}' text-anchor='end'>{tick.Label}</text>

            """);

        Markup Column((double Value, string Label) tick) => slanted
            ? Markup.Of($"<text transform='translate({Right(tick.Value) + 4} {Tall + 16}) rotate(-35)' text-anchor='end'>{Short(tick.Label)}</text>\n")
            : Markup.Of($"<path class='dl-axis' d='M{Right(tick.Value)} {Tall}v4'/><text x='{Right(tick.Value)}' y='{Tall + 18}' text-anchor='middle'>{tick.Label}</text>\n");

        Markup Drawn(Mark mark, int colour) => mark switch
        {
            Line line => Markup.Join(Runs(line.Points, p => Fits(p.X, p.Y)).Select(run => Curve(Thin(run, x), line, colour))),
            Dots dots => Markup.Of($"<g class='dl-dots {Fill(dots, colour)}'>{dots.Points.Where(p => Fits(p.X, p.Y)).Select(p => Dot(p, 3))}</g>\n"),
            Band band => Markup.Join(Runs(band.Points, p => Fits(p.X, p.Low) && Fits(p.X, p.High)).Select(run => Markup.Of(
                $"<path class='dl-band dl-f{colour}' d='{Path(run.Select(p => (p.X, p.High)).Concat(run.AsEnumerable().Reverse().Select(p => (p.X, p.Low))))}Z'/>\n"))),
            Contours contours => Markup.Of($"<path class='dl-contour' d='{Markup.Join(contours.Curves.Select(Path))}'/>\n"),
            Bars items => Markup.Of($"<g class='dl-bar dl-f{colour}'>{items.Items.Where(bar => Fits(bar.From, bar.Height) && Fits(bar.To, bar.Height)).Select(Box)}</g>\n"),
            _ => throw new DlException($"a chart cannot draw a {mark.GetType().Name}"),
        };

        // A point alone is marked too, for there is no line through it.
        Markup Curve(List<(double X, double Y)> run, Line line, int colour)
        {
            var path = Markup.Of($"<path class='dl-line dl-s{colour}{(line.Dashed ? " dl-dash" : "")}'{Thick(line)} d='{Path(run)}'/>");
            var marked = run.Count == 1 || (line.Marked ?? (line.Points.Count <= 12 && !line.Dashed));
            return Markup.Of($"{(run.TrueForAll(Inside) ? path : Framed(path))}{(marked ? Markup.Of($"<g class='dl-f{colour}'>{run.Select(p => Dot(p, 3))}</g>") : Markup.None)}\n");
        }

        bool Inside((double X, double Y) p) => Right(p.X) >= 0 && Right(p.X) <= width && Down(p.Y) >= 0 && Down(p.Y) <= Tall;

        // A line that leaves the field ends where it leaves; at its edge there is room for half of its breadth.
        Markup Framed(Markup path) => Markup.Of($"<svg x='-1' y='-1' width='{width + 2}' height='{Tall + 2}' viewBox='-1 -1 {width + 2} {Tall + 2}'>{path}</svg>");

        Markup Path(IEnumerable<(double X, double Y)> points) => Markup.Join(points.Select((p, i) => i == 0
            ? Markup.Of($"M{Right(p.X)} {Down(p.Y)}")
            : Markup.Of($"L{Right(p.X)} {Down(p.Y)}")));

        Markup Dot((double X, double Y) p, int radius) => Markup.Of($"<circle cx='{Right(p.X)}' cy='{Down(p.Y)}' r='{radius}'/>");

        Markup Box((double From, double To, double Height) bar)
        {
            var (from, to) = (Down(bar.Height), Y.Log ? Tall : Down(Math.Clamp(0, y.Low, y.High)));
            var (start, end) = (Right(bar.From), Right(bar.To));
            var gap = Math.Min(1, (end - start) / 10);
            return Markup.Of($"<rect x='{start + gap}' y='{Math.Min(from, to)}' width='{Math.Max(0, end - start - 2 * gap)}' height='{Math.Abs(to - from)}'/>");
        }

        // An svg inside the svg cuts off what a given range leaves outside.
        Markup Clipped(Markup content) => X.Min is null && X.Max is null && Y.Min is null && Y.Max is null
            ? content
            : Markup.Of($"<svg x='-4' y='-4' width='{width + 8}' height='{Tall + 8}' viewBox='-4 -4 {width + 8} {Tall + 8}'>\n{content}</svg>\n");
    }

    (int Rows, Markup Content) Legend()
    {
        var items = Marks.Where(mark => mark.Name.Length > 0).DistinctBy(mark => mark.Name).ToArray();
        if (items.Length < 2) return (0, Markup.None);
        var (row, at, content) = (0, 4.0, new List<Markup>());
        foreach (var mark in items)
        {
            var name = Markup.Fit(mark.Name, Text, Wide / 2);
            var room = 22 + Markup.Width(name, Text);
            if (at > 4 && at + room > Wide) (row, at) = (row + 1, 4);
            var y = (Title.Length > 0 ? 30 : 8) + row * LineHeight + 12;
            content.Add(Markup.Of($"{Swatch(mark, at, y)}<text x='{at + 22}' y='{y}'>{name}</text>\n"));
            at += room + ItemGap;
        }
        return (row + 1, Markup.Join(content));
    }

    Markup Swatch(Mark mark, double x, double y) => mark switch
    {
        Line line => Markup.Of($"<path class='dl-line dl-s{Colour(mark)}{(line.Dashed ? " dl-dash" : "")}'{Thick(line)} d='M{x + 1} {y - 4}h15'/>"),
        Dots dots => Markup.Of($"<circle class='dl-dots {Fill(dots, Colour(mark))}' cx='{x + 9}' cy='{y - 4}' r='4'/>"),
        Band => Markup.Of($"<rect class='dl-band dl-f{Colour(mark)}' x='{x}' y='{y - 10}' width='17' height='12'/>"),
        _ => Markup.Of($"<rect class='dl-bar dl-f{Colour(mark)}' x='{x + 3}' y='{y - 10}' width='12' height='12'/>"),
    };

    static Markup Thick(Line line) => line.Width == 2 ? Markup.None : Markup.Of($" style='stroke-width:{line.Width}'");

    static string Fill(Dots dots, int colour) => dots.Plain ? "dl-ink" : "dl-f" + colour.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // A band has the colour of the line of its name.
    int Colour(Mark mark) => Marks.Where(other => other is not (Contours or Dots { Plain: true })).Select((other, i) => (Key: other.Name.Length > 0 ? other.Name : $"\0{i}", other)).DistinctBy(item => item.Key)
        .TakeWhile(item => mark.Name.Length > 0 ? item.Key != mark.Name : !ReferenceEquals(item.other, mark)).Count() % Colours;

    bool Fits(double x, double y) => Scale.Has(X, x) && Scale.Has(Y, y);

    bool Anything() => Marks.Any(mark => mark switch
    {
        Line line => line.Points.Any(p => Fits(p.X, p.Y)),
        Dots dots => dots.Points.Any(p => Fits(p.X, p.Y)),
        Band band => band.Points.Any(p => Fits(p.X, p.Low) && Fits(p.X, p.High)),
        Bars bars => bars.Items.Any(bar => Fits(bar.From, bar.Height) && Fits(bar.To, bar.Height)),
        _ => true,
    });

    static IEnumerable<double> Places(Mark mark) => mark switch
    {
        Line line => line.Points.Select(p => p.X),
        Dots dots => dots.Points.Select(p => p.X),
        Contours contours => contours.Curves.SelectMany(curve => curve.Select(p => p.X)),
        Band band => band.Points.Select(p => p.X),
        Bars bars => bars.Items.SelectMany(bar => new[] { bar.From, bar.To }),
        _ => [],
    };

    static IEnumerable<double> Heights(Mark mark) => mark switch
    {
        Line line => line.Points.Select(p => p.Y),
        Dots dots => dots.Points.Select(p => p.Y),
        Contours contours => contours.Curves.SelectMany(curve => curve.Select(p => p.Y)),
        Band band => band.Points.SelectMany(p => new[] { p.Low, p.High }),
        Bars bars => bars.Items.Select(bar => bar.Height).Append(0),
        _ => [],
    };

    static Scale Padded(Scale x) => x.Log
        ? x with { Low = x.Low / Math.Pow(x.High / x.Low, 0.03), High = x.High * Math.Pow(x.High / x.Low, 0.03) }
        : x with { Low = x.Low - 0.03 * (x.High - x.Low), High = x.High + 0.03 * (x.High - x.Low) };

    static string Short(string label) => Markup.Fit(label, Text, 110);

    // The stretches without a gap.
    static List<List<P>> Runs<P>(IEnumerable<P> points, Func<P, bool> fits)
    {
        var runs = new List<List<P>> { new() };
        foreach (var point in points)
        {
            if (fits(point)) runs[^1].Add(point);
            else if (runs[^1].Count > 0) runs.Add([]);
        }
        return [.. runs.Where(run => run.Count > 0)];
    }

    // A curve with more points than the picture has columns keeps the least and the largest of each stretch. A stretch holds as many points as every other; where the axis is
    // logarithmic it is what falls into one column, for there most points lie at the end.
    static List<(double X, double Y)> Thin(List<(double X, double Y)> run, Scale x) => run.Count <= 2 * Detail ? run
        : [run[0], .. (x.Log ? Columns(run, x) : run.Chunk((int)Math.Ceiling(run.Count / Detail))).SelectMany(stretch => new[] { stretch.MinBy(p => p.Y), stretch.MaxBy(p => p.Y) }.Distinct().OrderBy(p => p.X)), run[^1]];

    static IEnumerable<(double X, double Y)[]> Columns(List<(double X, double Y)> run, Scale x)
    {
        for (var (from, to) = (0, 1); from < run.Count; (from, to) = (to, to + 1))
        {
            var column = Math.Floor(Detail * x.At(run[from].X));
            while (to < run.Count && Math.Floor(Detail * x.At(run[to].X)) == column) to++;
            yield return [.. run.Skip(from).Take(to - from)];
        }
    }
}
