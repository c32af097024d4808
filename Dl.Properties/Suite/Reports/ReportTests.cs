using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Reports;

/// <summary>A report is one page that needs nothing else, whatever is missing from it.</summary>
public sealed class ReportTests
{
    static readonly ReportContent Full = new("Digits & <letters>")
    {
        Summary = "A sentence.",
        TestAccuracy = 0.975, TestLoss = 0.0812, Parameters = 1_234_567, Seconds = 75,
        Figures = [new("Examples a second", "9000")],
        Epochs = [new(1, 2.3, 2.2, 0.4, 0.1, 3), new(2, 1.1, double.NaN, 0.7, 0.05, 3), new(3, 0.6, 0.9, null, 0.025, 3)],
        Confusion = ConfusionMatrix.Of(["cat", "<dog>"], Indices.Of(0, 1, 1), Indices.Of(0, 1, 0)),
        Mistakes = [new(Tensor<float>.Full([4, 4, 1], 0.5f), "cat", "<dog>", 0.993), new(Tensor<float>.Zeros([7]), "no", "picture", 0.6)],
        Plots = [new Chart("Residuals", new(), new(), [])],
        Layers = [new("0:dense", [10], 7850), new("1:softmax", Shape.Scalar, 0)],
        Settings = [new("optimizer", "epsilon", "1e-8", IsDefault: true), new("optimizer", "rate", "0.001")],
        Command = "dl train --model \"dense 10\"",
    };

    [Fact]
    public void ItLoadsNothingFromElsewhere()
    {
        var html = Report.Html(Full);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", html, StringComparison.Ordinal);
        Assert.All(Regex.Matches(html, "(?:src|href)=['\"]([^'\"]*)"), match => Assert.StartsWith("data:", match.Groups[1].Value, StringComparison.Ordinal));
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ItSaysEverything()
    {
        var html = Report.Html(Full);
        foreach (var said in new[]
        {
            "<title>Digits &amp; &lt;letters&gt;</title>", "97.50 %", "0.0812", "1\u202F234\u202F567", "1 min 15 s", "Examples a second", "&lt;dog&gt;", "99.3 % sure",
            "Lowest validation loss 0.9000 after epoch 3 of 3", "[10]", "7\u202F850", "<code>1e-8</code> <span class='default'>default</span>", "<code>0.001</code></td>", "dl train --model &quot;dense 10&quot;",
        }) Assert.Contains(said, html, StringComparison.Ordinal);
        Assert.Equal(html, Report.Html(Full));
    }

    [Fact]
    public void EachTagThatOpensCloses()
    {
        foreach (var content in new[] { Full, new("Nothing"), Full with { Confusion = null, Mistakes = [] }, Full with { Epochs = [new(1, double.NaN, null, null, 0.1, 0)] } })
        {
            var html = Report.Html(content);
            var body = html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("</html>", StringComparison.Ordinal)];
            XDocument.Parse(Regex.Replace(body, "<img[^>]*", "$0/"));
        }
    }

    [Fact]
    public void WhatIsMissingLeavesNoTrace()
    {
        var html = Report.Html(new("Regression") { TestLoss = 1.5, Epochs = [new(1, 3, null, null, 0.1, 1), new(2, 2, null, null, 0.1, 1)] });
        foreach (var absent in new[] { "Confusion", "mistakes</h2>", "Network", "accuracy", "doctor", "Settings", "validation" })
            Assert.DoesNotContain(absent, html[html.IndexOf("<body>", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("Learning curves", html, StringComparison.Ordinal);
        Assert.Contains("Learning rate", html, StringComparison.Ordinal);
    }

    /// <summary>The health of a run is drawn whole: gradients of each layer from before the first step on, activations, what is dead and saturated, and nothing that was not found.</summary>
    [Fact]
    public void TheHealthOfARunIsDrawn()
    {
        static double[] Heights(Plot plot, int mark) => [.. Assert.IsType<Line>(Assert.IsType<Chart>(plot).Marks[mark]).Points.Select(point => point.Y)];

        static Checkup At(int epoch, double dead) => new(epoch, 10 * epoch)
        {
            Moved = epoch == 0 ? double.NaN : 0.1,
            Leaves = [.. Enumerable.Range(0, 9).Select(i => new LeafSigns($"{i}.weight", $"seq/{i}:dense", Role.Matrix, 4, 1 + i, Math.Pow(0.1, 9 - i)))],
            Units = [new("seq/1:relu", "relu", 4, dead, 0, new(0.5, 0.2, 0, 1, [.. Enumerable.Repeat(3, 20)]))],
        };
        var health = new Health(new("cross entropy", 100, 20, [0.5, 0.5], Math.Log(2), 0), [At(0, 0), At(1, 0.25), At(2, 0.75)]);
        var sections = HealthPlots.Sections(health);
        Assert.Equal([4, 3, 1], sections.Select(section => section.Plots.Count));
        var gradients = Assert.IsType<Chart>(sections[0].Plots[0]);
        Assert.True(gradients.Y.Log);
        Assert.Equal(["0.weight", "2.weight", "3.weight", "5.weight", "6.weight", "8.weight"], gradients.Marks.Select(mark => mark.Name));
        Assert.Equal([(0.0, 1e-9), (1.0, 1e-9), (2.0, 1e-9)], Assert.IsType<Line>(gradients.Marks[0]).Points.Select(point => (point.X, Math.Round(point.Y, 12))));
        var depth = Assert.IsType<Line>(Assert.IsType<Chart>(sections[0].Plots[1]).Marks[^1]);
        Assert.Equal(("after epoch 2", 9, 0.1), (depth.Name, depth.Points.Count, Math.Round(depth.Points[^1].Y, 12)));
        Assert.Equal([9, 9, 9], Heights(sections[0].Plots[2], 5));
        Assert.Equal([10, 10], Heights(sections[0].Plots[3], 0));
        Assert.Equal([[0.5, 0.5, 0.5], [0.2, 0.2, 0.2], [0, 25, 75]], sections[1].Plots.Select(plot => Heights(plot, 0)));
        Assert.Equal(["before the first step", "after epoch 2"], Assert.IsType<Chart>(sections[2].Plots[0]).Marks.Select(mark => mark.Name));
        Assert.Contains("6 of 9 weights are shown", sections[0].Note, StringComparison.Ordinal);
        var idle = HealthPlots.Sections(health with { Checkups = [At(0, 0), At(1, 0)] });
        Assert.Equal(2, idle[1].Plots.Count);
        Assert.Contains("No unit was dead", idle[1].Note, StringComparison.Ordinal);
        var html = Report.Html(new("A run") { Diagnoses = Doctor.Diagnose(health), Sections = sections });
        Assert.Contains("<b>dead units</b>", html, StringComparison.Ordinal);
        Assert.Contains("Nothing is wrong", Report.Html(new("A run") { Diagnoses = [] }), StringComparison.Ordinal);
        XDocument.Parse(html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("</html>", StringComparison.Ordinal)]);
    }
}
