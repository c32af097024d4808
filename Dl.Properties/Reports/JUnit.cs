using System.Globalization;
using System.Xml.Linq;

namespace Dl.Properties;

/// <summary>Reports of laws in the format that JUnit made common: continuous integration shows them as tests.</summary>
public static class JUnit
{
    /// <summary>The document: a suite for each thing, a case for each law.</summary>
    public static string Xml(string title, IReadOnlyCollection<LawReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return new XDocument(new XElement("testsuites",
            new XAttribute("name", title),
            Counts(reports),
            reports.GroupBy(report => report.Thing).Select(thing => new XElement("testsuite",
                new XAttribute("name", thing.Key), Counts([.. thing]), thing.Select(Case))))).ToString() + "\n";
    }

    static XElement Case(LawReport report) => new("testcase",
        new XAttribute("classname", report.Thing),
        new XAttribute("name", report.Law),
        report.Holds ? null : new XElement(report.Stopped is null ? "failure" : "error",
            new XAttribute("message", Legal(report.Why)),
            new XText(Legal(report.Found?.ToString() ?? report.Why))),
        report.Holds && report.Spoke == 0 ? new XElement("skipped", new XAttribute("message", "the law does not speak of this thing")) : null);

    static XAttribute[] Counts(IReadOnlyCollection<LawReport> reports) =>
    [
        new("tests", Number(reports.Count)),
        new("failures", Number(reports.Count(report => !report.Holds && report.Stopped is null))),
        new("errors", Number(reports.Count(report => report.Stopped is not null))),
        new("skipped", Number(reports.Count(report => report.Holds && report.Spoke == 0))),
    ];

    static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    // A message of somebody else's exception may hold characters that XML has no place for.
    internal static string Legal(string text) => new([.. text.Where(System.Xml.XmlConvert.IsXmlChar)]);
}
