using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;
using System.IO.Compression;
using System.Buffers.Binary;
using System.Xml.Linq;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Axis = Dl.CSharp.Axis;

namespace Dl.Properties.Suite.Reports;

/// <summary>Whatever the numbers are, a plot is well-formed, finite and the same text each time.</summary>
public sealed class PlotTests
{
    static readonly double[] Odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, 0, -0.0, 1, -1, 1e-300, 1e15];

    public static TheoryData<string> Series => [.. Cases.Keys];

    static readonly Dictionary<string, double[]> Cases = new()
    {
        ["none"] = [], ["one"] = [3], ["constant"] = [2, 2, 2], ["zeros"] = [0, 0], ["nan"] = [double.NaN, double.NaN], ["gap"] = [1, double.NaN, 2],
        ["odd"] = Odd, ["near"] = [1, 1 + 1e-15], ["tiny"] = [1e-300, 2e-300], ["huge"] = [1e299, -1e299], ["negative"] = [-5, -1000], ["decades"] = [1e-9, 1, 1e12],
    };

    [Theory, MemberData(nameof(Series))]
    public void EveryChartIsWellFormedAndFinite(string series)
    {
        var values = Cases[series];
        var points = values.Select((y, i) => (i + 1.0, y)).ToMany();
        foreach (var log in new[] { false, true })
            foreach (var (min, max) in new (double?, double?)[] { (null, null), (0.5, 1.5), (2, 1) })
            {
                var chart = new Chart(series, new("x", Log: log), new("y", Log: log, Min: min, Max: max),
                [
                    new Line("a", points), new Dots("b", points), new Band("a", [.. points.Select(p => (p.Item1, p.y, p.y + 1))]),
                    Bars.Of("c", values), Bars.Histogram("d", values), new Line("e", points, Dashed: true),
                ]);
                WellFormed(chart);
            }
    }

    [Fact]
    public void ALongCurveIsThinnedAndKeepsItsExtremes()
    {
        var values = Enumerable.Range(0, 100_000).Select(i => i == 77_777 ? 9.0 : Math.Sin(i / 1000.0)).ToArray();
        var svg = WellFormed(new Chart("", new(), new(Min: -1, Max: 9), [Line.Of("", values)]));
        Assert.True(svg.Length < 100_000, $"{svg.Length} characters");
        Assert.Matches("L[0-9.]+ 0L", svg);
    }

    /// <summary>On a logarithmic axis the first points, far apart, are all kept, and the many at the end are thinned.</summary>
    [Fact]
    public void ALongCurveIsThinnedByColumnWhereTheAxisIsLogarithmic()
    {
        var svg = WellFormed(new Chart("", new("", Log: true), new(Min: -1, Max: 9), [Line.Of("", Enumerable.Range(0, 100_000).Select(i => i == 77_777 ? 9.0 : Math.Sin(i)))]));
        Assert.True(svg.Length < 60_000, $"{svg.Length} characters");
        Assert.Matches("L[0-9.]+ 0L", svg);
        var width = double.Parse(Regex.Match(svg, @"<path class='dl-axis' d='M0 200H([0-9.]+)'").Groups[1].Value, CultureInfo.InvariantCulture);
        var places = Regex.Matches(Regex.Match(svg, "<path class='dl-line[^>]*>").Value, "[ML]([0-9.]+) ").Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToHashSet();
        Assert.All(Enumerable.Range(1, 100), i => Assert.Contains(Math.Round(width * Math.Log10(i) / 5, 2), places));
    }

    /// <summary>A line of few points is marked and a dashed one is not, unless it says so; a point alone is, for it would not be seen.</summary>
    [Fact]
    public void ALineIsMarkedWhereItSaysSoOrIsShort()
    {
        Assert.Equal(3, Circles(new Line("", [(0, 0), (1, 1), (2, 0)])));
        Assert.Equal(0, Circles(new Line("", [(0, 0), (1, 1), (2, 0)]) { Marked = false }));
        Assert.Equal(0, Circles(new Line("", [(0, 0), (1, 1), (2, 0)], Dashed: true)));
        Assert.Equal(3, Circles(new Line("", [(0, 0), (1, 1), (2, 0)], Dashed: true) { Marked = true }));
        Assert.Equal(0, Circles(Line.Of("", Enumerable.Range(0, 13).Select(i => (double)i))));
        Assert.Equal(13, Circles(Line.Of("", Enumerable.Range(0, 13).Select(i => (double)i)) with { Marked = true }));
        Assert.Equal(1, Circles(new Line("", [(1, 1)]) { Marked = false }));

        static int Circles(Line line) => Regex.Count(WellFormed(new Chart("", new(), new(), [line])), "<circle");
    }

    /// <summary>A line is as thick as it says, in the legend too; the usual breadth is that of the style.</summary>
    [Fact]
    public void ALineIsAsThickAsItSays()
    {
        var svg = WellFormed(new Chart("", new(), new(), [Line.Of("a", [1, 2]) with { Width = 4.5 }, Line.Of("b", [2, 1])]));
        Assert.Equal(2, Regex.Count(svg, "dl-s0' style='stroke-width:4.5'"));
        Assert.DoesNotContain("dl-s1' style", svg, StringComparison.Ordinal);
    }

    /// <summary>Points in the colour of text take none of the six from the marks behind them.</summary>
    [Fact]
    public void PlainPointsTakeNoColour()
    {
        var svg = WellFormed(new Chart("", new(), new(), [Line.Of("a", [1, 2]), new Dots("target", [(1, 1)]) { Plain = true }, new Dots("b", [(2, 2)])]));
        Assert.Equal(["dl-ink", "dl-f1", "dl-ink", "dl-f1"], Regex.Matches(svg, "class='dl-dots (dl-[a-z0-9]+)'").Select(match => match.Groups[1].Value));
    }

    /// <summary>Of ways over a function the first is the thickest, and of each only the end is marked, in its colour; the least point has no colour of theirs.</summary>
    [Fact]
    public void AWayUnderOthersIsThicker()
    {
        Trajectory way = new([Tensor<double>.Of([2], 1, 1.5), Tensor<double>.Of([2], 2, 1)], [0, 0], null);
        Many<(string, Trajectory)> ways = [("a", way), ("b", way), ("c", way)];
        Assert.Equal([4, 2.75, 1.5], Widths(RacePlots.Ways("", new Beale(), ways)));
        Assert.Equal([1.0, 1, 1], Widths(RacePlots.Ways("", new Beale(), ways, widest: 1)));
        var svg = WellFormed(RacePlots.Ways("", new Beale(), ways));
        Assert.Equal(["dl-f0", "dl-f1", "dl-f2", "dl-ink"], Regex.Matches(svg, "<g class='dl-dots (dl-[a-z0-9]+)'><circle[^>]*/></g>").Select(match => match.Groups[1].Value));
        Assert.Equal(5, Regex.Count(svg, "<circle"));

        static IEnumerable<double> Widths(Chart chart) => chart.Marks.OfType<Line>().Select(line => line.Width);
    }

    /// <summary>A line that leaves the given ranges is cut off at the field, up to half of its breadth; one that stays is drawn as it is.</summary>
    [Fact]
    public void ALineThatLeavesTheFieldEndsThere()
    {
        string Drawn(double last) => WellFormed(new Chart("", new("", Min: 0, Max: 2), new("", Min: 0, Max: 1), [new Line("", [(0, 0), (1, 1), (2, last)])]));
        Assert.Single(Frames(Drawn(1)));
        var frames = Frames(Drawn(3)).ToArray();
        Assert.Equal(["-4", "-1"], frames.Select(frame => (string?)frame.Attribute("x")));
        Assert.Equal(6.0, Size(frames[0], "width") - Size(frames[1], "width"), 9);
        Assert.Equal(6.0, Size(frames[0], "height") - Size(frames[1], "height"), 9);

        static IEnumerable<XElement> Frames(string svg) => XDocument.Parse(svg).Root!.Descendants().Where(node => node.Name.LocalName == "svg");
        static double Size(XElement frame, string name) => double.Parse(frame.Attribute(name)!.Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Below a heat map stand the fields of its legend, each with its text, and without a legend it is no higher.</summary>
    [Fact]
    public void AHeatMapSaysWhatItsColoursStandFor()
    {
        var map = HeatMap.Of(Tensor<float>.Of([1, 2], 2, -1));
        var svg = WellFormed(map with { Legend = [new("zero", 0), new("two", 1), new("one below", 0.5, Second: true)] });
        Assert.Equal(["dl-f0' fill-opacity='1'", "dl-f1' fill-opacity='0.5'", "dl-f0' fill-opacity='1'", "dl-f1' fill-opacity='0.5'"], Regex.Matches(svg, "dl-f[01]' fill-opacity='[0-9.]+'").Select(match => match.Value));
        Assert.Equal(["zero", "two", "one below"], XDocument.Parse(svg).Descendants().Where(node => node.Name.LocalName == "text").Select(node => node.Value).TakeLast(3));
        Assert.Equal(26.0, Height(svg) - Height(map.ToSvg()), 9);

        static double Height(string svg) => double.Parse(((string)XDocument.Parse(svg).Root!.Attribute("viewBox")!).Split(' ')[3], CultureInfo.InvariantCulture);
    }

    [Fact]
    public void NamesAreTextAndNeverMarkup()
    {
        const string Evil = "<script>&\"'\0\u001b\ud800]]>";
        var svg = WellFormed(new Chart(Evil, new(Evil, Names: [Evil]), new(Evil), [Bars.Of(Evil, [1]), Line.Of("b", [1])]));
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        WellFormed(HeatMap.Of(Tensor<float>.Of([1, 1], float.NaN), Evil, [Evil], [Evil]));
        WellFormed(new ImageGrid(Evil, [new(Tensor<float>.Zeros([2, 3]), Evil)]));
    }

    [Fact]
    public void TextDoesNotDependOnTheCulture()
    {
        var plot = new Chart("t", new("x"), new("y", Log: true), [Line.Of("a", [0.001, 1.5, 1234.5])]);
        var (before, text) = (CultureInfo.CurrentCulture, plot.ToSvg());
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(text, plot.ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void TicksAreNice()
    {
        Assert.Equal(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], Labels(new(), [0, 0.93]));
        Assert.Equal(["−20", "−10", "0", "10", "20"], Labels(new(), [-18, 17]));
        Assert.Equal(["1", "2", "3"], Labels(new(Whole: true), [1, 3]));
        Assert.Equal(["0.01", "0.1", "1", "10"], Labels(new(Log: true), [0.01, 10]));
        Assert.Equal(["10⁻⁸", "10⁻⁷", "10⁻⁶"], Labels(new(Log: true), [1e-8, 1e-6]));

        static IEnumerable<string> Labels(Axis axis, double[] values) => XDocument.Parse(new Chart("", new(), axis, [Line.Of("", values)]).ToSvg())
            .Descendants().Where(node => node.Name.LocalName == "text" && (string?)node.Attribute("text-anchor") == "end").Select(node => node.Value);
    }

    [Fact]
    public void AHistogramCountsEveryFiniteValueOnce()
    {
        var bars = Bars.Histogram("h", [.. Odd, .. Enumerable.Range(0, 1000).Select(i => Key.Of(1).Normal(i))], 17);
        Assert.Equal(17, bars.Items.Count);
        Assert.Equal(1000 + Odd.Count(x => Math.Abs(x) < 1e300), bars.Items.Sum(item => item.Height));
    }

    /// <summary>What rounds to zero has no sign; what does not has that of the alphabet.</summary>
    [Fact]
    public void AHeatMapWritesNoNegativeZero() =>
        Assert.Equal(["0", "0", "0", "−0.01", "0.01", "−1.5"], HeatMap.Of(Tensor<float>.Of([1, 6], -0.001f, 0.001f, -0f, -0.006f, 0.006f, -1.5f)).Cells.Select(cell => cell.Text));

    /// <summary>Of numbers, the largest magnitude is full colour and a negative one has the second colour; of counts, the root of the share of the row, and errors have it.</summary>
    [Fact]
    public void AFieldIsAsStrongAsWhatItShows()
    {
        var numbers = HeatMap.Of(Tensor<float>.Of([1, 4], 2, -1, 0, float.NaN));
        Assert.Equal([(1, false), (0.5, true), (0, false), (0, false)], numbers.Cells.Select(cell => (cell.Share, cell.Second)));
        Assert.Equal(["dl-f0' fill-opacity='1'", "dl-f1' fill-opacity='0.5'"], Regex.Matches(numbers.ToSvg(), "dl-f[01]' fill-opacity='[0-9.]+'").Select(match => match.Value));
        var counts = HeatMap.Of(new ConfusionMatrix(["a", "b"], Indices.From([2, 2], [3, 1, 0, 0])));
        Assert.Equal([("3", Math.Sqrt(0.75), false), ("1", 0.5, true), ("", 0, true), ("", 0, false)], counts.Cells.Select(cell => (cell.Text, cell.Share, cell.Second)));
    }

    [Fact]
    public void HeatMapsOfAllSizesAreWellFormed()
    {
        foreach (var size in new[] { 0, 1, 2, 10, 100 })
        {
            Many<string> names = [.. Enumerable.Range(0, size).Select(i => $"class {i}")];
            WellFormed(HeatMap.Of(new ConfusionMatrix(names, Indices.From([size, size], [.. new int[size * size]]))));
        }
        Assert.Throws<DlException>(() => new HeatMap("", "", "", ["a"], ["b"], []).ToSvg());
    }

    [Theory]
    [InlineData(1, 3, 5)]
    [InlineData(3, 4, 2)]
    public void APngHoldsItsPixels(int channels, int height, int width)
    {
        var image = Key.Of(5).Uniform<float>([height, width, channels], -0.2, 1.2);
        var png = Png.Encode(image);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var chunks = new Dictionary<string, byte[]>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var body = png.AsSpan(at + 4, 4 + length);
            Assert.Equal(Crc(body), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add(System.Text.Encoding.ASCII.GetString(body[..4]), body[4..].ToArray());
            at += 12 + length;
        }
        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Keys);
        Assert.Equal([0, 0, 0, (byte)width, 0, 0, 0, (byte)height, 8, (byte)(channels == 3 ? 2 : 0), 0, 0, 0], chunks["IHDR"]);
        using var unpacked = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress)) zlib.CopyTo(unpacked);
        var rows = unpacked.ToArray().Chunk(1 + width * channels).ToArray();
        Assert.Equal(height, rows.Length);
        Assert.All(rows, row => Assert.Equal(0, row[0]));
        Assert.Equal(image.Span.ToArray().Select(x => (byte)Math.Round(255 * Math.Clamp((double)x, 0, 1))), rows.SelectMany(row => row[1..]));

        static uint Crc(ReadOnlySpan<byte> bytes)
        {
            var table = Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c >> 1) ^ ((c & 1) * 0xEDB88320))).ToArray();
            var crc = uint.MaxValue;
            foreach (var b in bytes) crc = table[(crc ^ b) & 255] ^ (crc >> 8);
            return crc ^ uint.MaxValue;
        }
    }

    [Fact]
    public void WhatIsNoImageIsRefused()
    {
        foreach (var shape in new Shape[] { [4], [2, 2, 2], [0, 3], [1, 2, 2, 1] })
            Assert.Contains(shape.ToString(), Assert.Throws<DlException>(() => Png.Encode(Tensor<float>.Zeros(shape))).Message, StringComparison.Ordinal);
        Assert.StartsWith("data:image/png;base64,iVBOR", Png.DataUri(Tensor<float>.Of([1, 2], -3, float.NaN)), StringComparison.Ordinal);
    }

    static string WellFormed(Plot plot)
    {
        var svg = plot.ToSvg();
        Assert.Equal(svg, plot.ToSvg());
        var root = XDocument.Parse(svg).Root!;
        Assert.Equal("svg", root.Name.LocalName);
        foreach (var attribute in root.DescendantsAndSelf().Attributes().Where(a => a.Name.LocalName is "d" or "x" or "y" or "cx" or "cy" or "width" or "height" or "viewBox" or "transform"))
        {
            Assert.DoesNotContain("NaN", attribute.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", attribute.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", attribute.Value, StringComparison.Ordinal);
        }
        foreach (var size in root.DescendantsAndSelf().Attributes().Where(a => a.Name.LocalName is "width" or "height"))
            Assert.True(double.Parse(size.Value, CultureInfo.InvariantCulture) >= 0, $"{size}");
        return svg;
    }
}
