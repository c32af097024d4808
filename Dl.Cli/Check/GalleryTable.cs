using System.Globalization;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;
using Dl.Properties;

namespace Dl.Cli;

/// <summary><c>dl check --gallery</c>: real bugs, and the laws that find them.</summary>
static class GalleryTable
{
    /// <summary>Judges every mutant and prints a row for it.</summary>
    /// <returns>The exit code: done if every mutant is killed.</returns>
    public static int Print(Shell shell, CheckSettings settings, string? only, bool json)
    {
        var mutants = Chosen(only);
        var found = new List<Autopsy>();
        if (!json) shell.Output.WriteLine(Row("bug", "cases", "size", "killed by", "what is wrong", "source"));
        foreach (var mutant in mutants)
        {
            var autopsy = mutant.Judge(settings);
            found.Add(autopsy);
            if (!json) shell.Output.WriteLine(Of(autopsy));
        }
        var killed = found.Count(autopsy => autopsy.Killed);
        if (json) shell.Output.WriteLine(Json(found).ToJsonString());
        else shell.Output.WriteLine(TrainRun.Invariant($"{killed} of {found.Count} killed; largest counterexample {found.Where(autopsy => autopsy.Killed).Select(autopsy => autopsy.Best.Found!.Size).DefaultIfEmpty().Max()}"));
        return killed == found.Count ? Program.Done : Program.Failed;
    }

    /// <summary>Judges every mutant by the laws and by what the tests of others visibly check, and prints a row for it.</summary>
    /// <returns>The exit code: done if the laws kill every mutant.</returns>
    public static int Compare(Shell shell, CheckSettings settings, string? only, bool json)
    {
        var compared = new List<Compared>();
        if (!json) shell.Output.WriteLine(Styles("bug", "laws", "PyTorch", "Optax", "Keras", "what is wrong"));
        foreach (var mutant in Chosen(only))
        {
            var one = GalleryComparison.Of(mutant, settings);
            compared.Add(one);
            if (!json) shell.Output.WriteLine(Styles(one.Mutant, Word(one.Ours), Word(one.Torch), Word(one.Optax), Word(one.Keras), one.Wrong));
        }
        (string Name, Func<Compared, StyleVerdict> Of)[] styles = [("laws", one => one.Ours), ("pytorch", one => one.Torch), ("optax", one => one.Optax), ("keras", one => one.Keras)];
        if (json)
            shell.Output.WriteLine(new JsonObject(styles.Select(style => KeyValuePair.Create(style.Name, (JsonNode?)new JsonObject
            {
                ["killed"] = Count(style.Of, StyleVerdict.Kills),
                ["asked"] = compared.Count - Count(style.Of, StyleVerdict.NotApplicable),
            }))).ToJsonString());
        else
        {
            shell.Output.WriteLine(Styles("kills", Rate(styles[0].Of), Rate(styles[1].Of), Rate(styles[2].Of), Rate(styles[3].Of), "of those that the style can be asked about"));
            shell.Output.WriteLine("PyTorch, Optax, Keras: what their tests visibly check, written again; not runs of those suites, which hold further tests.");
        }
        return compared.All(one => one.Ours == StyleVerdict.Kills) ? Program.Done : Program.Failed;

        int Count(Func<Compared, StyleVerdict> style, StyleVerdict verdict) => compared.Count(one => style(one) == verdict);

        string Rate(Func<Compared, StyleVerdict> style) => TrainRun.Invariant($"{Count(style, StyleVerdict.Kills)} of {compared.Count - Count(style, StyleVerdict.NotApplicable)}");
    }

    static Mutant[] Chosen(string? only)
    {
        var mutants = Gallery.All.Where(mutant => only is null || mutant.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToArray();
        return mutants.Length > 0 ? mutants : throw new DlException($"--only {only}: no mutant is called so; {NearNames.Of(only!, Gallery.All.Select(mutant => mutant.Name))}");
    }

    static string Word(StyleVerdict verdict) => verdict switch { StyleVerdict.Kills => "kills", StyleVerdict.Passes => "passes", _ => "-" };

    static string Styles(string bug, string laws, string torch, string optax, string keras, string wrong) => $"{bug,-5}  {laws,-10} {torch,-10} {optax,-10} {keras,-10}  {wrong}";

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
