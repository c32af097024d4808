using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dl.Core;
using Dl.CSharp;

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
        foreach (var absent in new[] { "Confusion", "mistakes</h2>", "Network", "accuracy", "Learning rate", "Settings", "validation" })
            Assert.DoesNotContain(absent, html[html.IndexOf("<body>", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("Learning curves", html, StringComparison.Ordinal);
    }
}
