using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Properties;

namespace Dl.Cli;

/// <summary><c>dl check</c>: every law on every op, layer, loss and optimizer, with a shrunk counterexample where one fails.</summary>
static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var only = Options.Text("--only", "PATTERN", "Only things, or thing/law, whose name contains this; * stands for anything");
        var cases = Options.Number<int>(["--cases"], "How many cases each law is asked about", "a whole number of at least 1", n => n >= 1, 100);
        var seed = Options.Number<ulong>(["--seed"], "What the cases are drawn from", "a whole number", _ => true, 1);
        var replay = Options.Text("--replay", "SEED,SIZE", "One drawn case instead, as a failure prints it");
        var json = Options.Flag("--json", "One line of JSON, and nothing else");
        var conventions = Options.Flag("--conventions", "Where libraries rightly differ, and what holds here, instead of laws");
        var command = new Command("check", "Check every law on everything there is.") { only, cases, seed, replay, json, conventions };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(conventions)) return ConventionList.Print(shell, parsed.GetValue(only), parsed.GetValue(json));
            var claims = Chosen(parsed.GetValue(only));
            var settings = new CheckSettings(parsed.GetValue(cases)!.Value, parsed.GetValue(seed)!.Value, Again(parsed.GetValue(replay)));
            var reports = new List<LawReport>();
            if (!parsed.GetValue(json)) shell.Output.WriteLine(Row("thing", "laws", "cases", "worst", "verdict"));
            foreach (var thing in claims.GroupBy(claim => claim.Thing))
            {
                if (shell.Stop.IsCancellationRequested) return shell.StopCode();
                var checkedNow = thing.Select(claim => claim.Check(settings)).ToArray();
                reports.AddRange(checkedNow);
                if (!parsed.GetValue(json)) shell.Output.WriteLine(Row(thing.Key, Number(checkedNow.Length), Number(checkedNow.Sum(report => report.Cases)), Worst(checkedNow), Verdict(checkedNow)));
            }
            if (parsed.GetValue(json)) shell.Output.WriteLine(Json(reports).ToJsonString());
            else Summarise(shell, reports);
            return reports.All(report => report.Holds) ? Program.Done : Program.Failed;
        });
        return Help.WithExamples(command,
            "dl check",
            "dl check --only Adam --cases 1000",
            "dl check --only MatMulOp/gradient --replay 4711,3",
            "dl check --conventions");
    }

    static Claim[] Chosen(string? pattern)
    {
        var all = Catalogue.Dl();
        var chosen = all.Where(claim => pattern is null || Matches(pattern, claim)).ToArray();
        return chosen.Length > 0 ? chosen : throw new DlException(
            $"--only {pattern}: nothing is called so; there are {string.Join(", ", all.Select(claim => claim.Thing).Distinct())}, each also as thing/law with a law of {string.Join(", ", all.Select(claim => claim.Law).Distinct())}");
    }

    // Exactly a thing or thing/law if there is one of that name, so that a replay asks that law alone.
    static bool Matches(string pattern, Claim claim)
    {
        var name = $"{claim.Thing}/{claim.Law}";
        if (pattern.Contains('/', StringComparison.Ordinal) && !pattern.Contains('*', StringComparison.Ordinal)) return name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
        var at = 0;
        foreach (var part in pattern.Split('*', StringSplitOptions.RemoveEmptyEntries))
        {
            at = name.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
            if (at < 0) return false;
            at += part.Length;
        }
        return true;
    }

    static Drawn? Again(string? text)
    {
        if (text is null) return null;
        var parts = text.Split(',');
        return parts.Length == 2 && ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seed) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size >= 1
            ? new(seed, size)
            : throw new DlException($"--replay takes two whole numbers, SEED,SIZE, as a failure prints them, not '{text}'");
    }

    static void Summarise(Shell shell, List<LawReport> reports)
    {
        foreach (var report in reports.Where(report => report.Found is not null))
        {
            shell.Output.WriteLine();
            shell.Output.WriteLine(report.Found);
        }
        var broken = reports.Count(report => !report.Holds);
        shell.Output.WriteLine();
        shell.Output.WriteLine(TrainRun.Invariant($"{reports.Count} laws on {reports.Select(report => report.Thing).Distinct().Count()} things, {reports.Sum(report => (long)report.Cases)} cases: {(broken == 0 ? "all hold" : $"{broken} do not hold")}"));
    }

    static JsonObject Json(List<LawReport> reports) => new()
    {
        ["holds"] = reports.All(report => report.Holds),
        ["laws"] = reports.Count,
        ["things"] = reports.Select(report => report.Thing).Distinct().Count(),
        ["cases"] = reports.Sum(report => (long)report.Cases),
        ["inconclusive"] = reports.Sum(report => (long)report.Inconclusive),
        ["broken"] = new JsonArray([.. reports.Where(report => !report.Holds).Select(report => (JsonNode?)new JsonObject
        {
            ["thing"] = report.Thing,
            ["law"] = report.Law,
            ["why"] = report.Found?.Why ?? TrainRun.Invariant($"the oracle could not tell in {report.Inconclusive} of {report.Cases} cases"),
            ["source"] = report.Found?.Source,
            ["size"] = report.Found?.Size,
            ["replay"] = report.Found?.Drawn.ToString(),
        })]),
    };

    static string Verdict(LawReport[] reports)
    {
        var broken = reports.Where(report => report.Found is not null).Select(report => report.Law).ToArray();
        var unsure = reports.Sum(report => report.Inconclusive);
        return broken.Length > 0 ? $"breaks {string.Join(", ", broken)}"
            : reports.All(report => report.Holds) ? unsure == 0 ? "holds" : TrainRun.Invariant($"holds, {unsure} inconclusive")
            : "inconclusive";
    }

    static string Worst(LawReport[] reports) => reports.Max(report => report.Worst).ToString("G2", CultureInfo.InvariantCulture);

    static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    static string Row(string thing, string laws, string cases, string worst, string verdict) =>
        $"{thing,-18} {laws,5} {cases,7} {worst,8}  {verdict}";
}
