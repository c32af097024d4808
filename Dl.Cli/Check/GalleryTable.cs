using System.Globalization;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Properties;

namespace Dl.Cli;

/// <summary><c>dl check --gallery</c>: real bugs, and the laws that find them.</summary>
static class GalleryTable
{
    /// <summary>Judges every mutant and prints a row for it.</summary>
    /// <returns>The exit code: done if every mutant is killed.</returns>
    public static int Print(Shell shell, CheckSettings settings, string? only, bool json)
    {
        var mutants = Gallery.All.Where(mutant => only is null || mutant.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (mutants.Length == 0) throw new DlException($"--only {only}: no mutant is called so; there are {string.Join(", ", Gallery.All.Select(mutant => mutant.Name))}");
        var found = new List<Autopsy>();
        if (!json) shell.Output.WriteLine(Row("bug", "cases", "size", "killed by", "what is wrong", "source"));
        foreach (var mutant in mutants)
        {
            if (shell.Stop.IsCancellationRequested) return shell.StopCode();
            var autopsy = mutant.Judge(settings);
            found.Add(autopsy);
            if (!json) shell.Output.WriteLine(Of(autopsy));
        }
        var killed = found.Count(autopsy => autopsy.Killed);
        if (json) shell.Output.WriteLine(Json(found).ToJsonString());
        else shell.Output.WriteLine(TrainRun.Invariant($"{killed} of {found.Count} killed; largest counterexample {found.Where(autopsy => autopsy.Killed).Select(autopsy => autopsy.Best.Found!.Size).DefaultIfEmpty().Max()}"));
        return killed == found.Count ? Program.Done : Program.Failed;
    }

    static string Of(Autopsy autopsy) => autopsy.Killed
        ? Row(autopsy.Mutant.Name, Number(autopsy.Best.Cases), Number(autopsy.Best.Found!.Size), Laws(autopsy), autopsy.Mutant.Wrong, autopsy.Mutant.Source)
        : Row(autopsy.Mutant.Name, "", "", "NOT KILLED", autopsy.Mutant.Wrong, autopsy.Mutant.Source);

    static string Laws(Autopsy autopsy) => string.Join(", ", autopsy.Killers.OrderBy(report => report.Found!.Size).Select(report => report.Law).Distinct());

    static JsonObject Json(List<Autopsy> found) => new()
    {
        ["killed"] = found.Count(autopsy => autopsy.Killed),
        ["mutants"] = new JsonArray([.. found.Select(autopsy => (JsonNode?)new JsonObject
        {
            ["name"] = autopsy.Mutant.Name,
            ["source"] = autopsy.Mutant.Source,
            ["wrong"] = autopsy.Mutant.Wrong,
            ["killed"] = autopsy.Killed,
            ["laws"] = new JsonArray([.. autopsy.Killers.Select(report => (JsonNode?)report.Law).Distinct()]),
            ["cases"] = autopsy.Killed ? autopsy.Best.Cases : null,
            ["size"] = autopsy.Killed ? autopsy.Best.Found!.Size : null,
            ["source_of_counterexample"] = autopsy.Killed ? autopsy.Best.Found!.Source : null,
        })]),
    };

    static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    static string Row(string bug, string cases, string size, string laws, string wrong, string source) => $"{bug,-5} {cases,5} {size,4}  {Cut(laws, 40),-40}  {Cut(wrong, 60),-60}  {source}";

    static string Cut(string text, int width) => text.Length <= width ? text : $"{text[..(width - 3)]}...";
}
