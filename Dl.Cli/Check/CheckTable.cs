using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Properties;

namespace Dl.Cli;

/// <summary>How reports of laws are told: a row for each thing, the counterexamples, a last line; or one line of JSON.</summary>
static class CheckTable
{
    public static string Head { get; } = Row("thing", "laws", "cases", "worst", "unsure", "verdict");

    /// <summary>The row of one thing: laws and cases, the worst error in units of its bound, and of its laws the largest share of cases in which the oracle could not tell.</summary>
    public static string Of(LawReport[] reports) => Row(
        reports[0].Thing, Number(reports.Length), Number(reports.Sum(report => report.Cases)), reports.Max(report => report.Worst).ToString("G2", CultureInfo.InvariantCulture),
        Share(reports.Max(report => report.Unsure)), Verdict(reports));

    /// <summary>Every counterexample, and how many laws hold.</summary>
    public static void Summarise(TextWriter output, IReadOnlyCollection<LawReport> reports)
    {
        foreach (var report in reports.Where(report => report.Found is not null))
        {
            output.WriteLine();
            output.WriteLine(report.Found);
        }
        var broken = reports.Count(report => !report.Holds);
        output.WriteLine();
        output.WriteLine(TrainRun.Invariant($"{reports.Count} laws on {Things(reports)}, {reports.Sum(report => (long)report.Cases)} cases: {(broken == 0 ? "all hold" : $"{broken} do not hold")}; {Doubt(reports)}"));
    }

    static string Doubt(IReadOnlyCollection<LawReport> reports) => reports.MaxBy(report => report.Unsure) is { Unsure: > 0 } most
        ? $"the oracle could not tell in at most {Share(most.Unsure)} of the cases of a law, {most.Thing}/{most.Law}"
        : "the oracle could tell in every case";

    /// <summary>All of it for programs.</summary>
    public static JsonObject Json(IReadOnlyCollection<LawReport> reports) => new()
    {
        ["holds"] = reports.All(report => report.Holds),
        ["laws"] = reports.Count,
        ["things"] = reports.Select(report => report.Thing).Distinct().Count(),
        ["cases"] = reports.Sum(report => (long)report.Cases),
        ["inconclusive"] = reports.Sum(report => (long)report.Inconclusive),
        ["unsure"] = reports.Select(report => report.Unsure).DefaultIfEmpty().Max(),
        ["broken"] = new JsonArray([.. reports.Where(report => !report.Holds).Select(report => (JsonNode?)new JsonObject
        {
            ["thing"] = report.Thing,
            ["law"] = report.Law,
            ["why"] = report.Why,
            ["source"] = report.Found?.Source,
            ["size"] = report.Found?.Size,
            ["replay"] = report.Found?.Drawn.ToString(),
        })]),
    };

    static string Verdict(LawReport[] reports)
    {
        var broken = reports.Where(report => report.Found is not null).Select(report => report.Law).ToArray();
        var stopped = reports.FirstOrDefault(report => report.Stopped is not null);
        return broken.Length > 0 ? $"breaks {string.Join(", ", broken)}"
            : stopped is not null ? $"{stopped.Law}: {stopped.Stopped}"
            : reports.All(report => report.Holds) ? "holds" : $"inconclusive: {string.Join(", ", reports.Where(report => !report.Holds).Select(report => report.Law))}";
    }

    static string Things(IReadOnlyCollection<LawReport> reports) => reports.Select(report => report.Thing).Distinct().Count() is var n && n == 1 ? "1 thing" : $"{Number(n)} things";

    static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    static string Share(double share) => share == 0 ? "0" : share.ToString("0.##%", CultureInfo.InvariantCulture);

    static string Row(string thing, string laws, string cases, string worst, string unsure, string verdict) =>
        $"{thing,-24} {laws,5} {cases,7} {worst,8} {unsure,7}  {verdict}";
}
