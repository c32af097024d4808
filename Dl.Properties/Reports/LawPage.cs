using System.Globalization;
using System.Xml.Linq;

namespace Dl.Properties;

/// <summary>Reports of laws as one page that holds everything: no script, no font, style or picture from elsewhere.</summary>
public static class LawPage
{
    /// <summary>The page, as the text of an HTML file.</summary>
    public static string Html(string title, IReadOnlyCollection<LawReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var broken = reports.Where(report => !report.Holds).ToArray();
        var page = new XElement("html", new XAttribute("lang", "en"),
            new XElement("head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("title", $"Laws of {title}"),
                new XElement("style", Style)),
            new XElement("body", new XElement("main",
                new XElement("h1", $"Laws of {title}"),
                new XElement("p", new XAttribute("class", broken.Length == 0 ? "holds" : "broken"), string.Create(CultureInfo.InvariantCulture,
                    $"{reports.Count} laws on {reports.Select(report => report.Thing).Distinct().Count()} things, {reports.Sum(report => (long)report.Cases)} cases: {(broken.Length == 0 ? "all hold" : $"{broken.Length} do not hold")}.")),
                broken.Select(Broken),
                new XElement("h2", "All laws"),
                new XElement("table",
                    new XElement("thead", Row("th", "thing", "law", "cases", "spoke of", "inconclusive", "share", "worst error", "verdict")),
                    new XElement("tbody", reports.Select(report => Marked(Row("td",
                        report.Thing, report.Law, Number(report.Cases), Number(report.Spoke), Number(report.Inconclusive), report.Unsure.ToString("0.##%", CultureInfo.InvariantCulture), report.Worst.ToString("G2", CultureInfo.InvariantCulture),
                        report.Holds ? report.Spoke == 0 ? "silent" : "holds" : report.Stopped ?? (report.Found is null ? "inconclusive" : "broken")), report.Holds)))))));
        return $"<!DOCTYPE html>\n{page}\n";
    }

    static XElement Broken(LawReport report) => new("section",
        new XElement("h2", $"{report.Thing}: {report.Law}"),
        report.Found is { } found
            ? new[]
            {
                new XElement("p", JUnit.Legal(found.Says)),
                new XElement("p", JUnit.Legal(found.Why)),
                new XElement("p", $"Smallest failing input, of size {Number(found.Size)}:"),
                new XElement("pre", JUnit.Legal(found.Source)),
                new XElement("p", new XElement("code", JUnit.Legal(found.Again))),
            }
            : [new XElement("p", JUnit.Legal(report.Why))]);

    static XElement Row(string cell, params string[] cells) => new("tr", cells.Select(text => new XElement(cell, text)));

    static XElement Marked(XElement row, bool holds)
    {
        if (!holds) row.SetAttributeValue("class", "broken");
        return row;
    }

    static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    const string Style = """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
        main { max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        pre { overflow-x: auto; padding: .8rem; border-left: .25rem solid #c0392b; background: #80808018; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #80808040; }
        td:nth-child(n+3):nth-child(-n+7), th:nth-child(n+3):nth-child(-n+7) { text-align: right; }
        p.holds { border-left: .25rem solid #27864a; padding-left: .8rem; }
        p.broken { border-left: .25rem solid #c0392b; padding-left: .8rem; }
        tr.broken td { color: #c0392b; font-weight: 600; }
        """;
}
