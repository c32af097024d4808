using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl compare</c>: where runs differ, what they reached, and their curves in one chart, and how they did inside.</summary>
static class CompareCommand
{
    const string Page = "compare.html";

    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var runs = new Argument<string[]>("RUN") { Description = "Folders of runs, at least two", Arity = new ArgumentArity(1, 20) };
        var output = Options.Text("--out", "FILE", $"The page to write [default: {Page}]");
        var json = Options.Flag("--json", "Print the table as one line of JSON, and write no page");
        var command = new Command("compare", "Compare runs: the settings that differ, the results, the curves, the learning rates, gradients and units.") { runs, output, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json)) Options.Refuse(parsed, "names the page, and --json writes none: leave one of them out", output);
            var folders = parsed.GetValue(runs)!;
            if (folders.Length < 2) throw new DlException($"at least two runs are compared, and only {folders[0]} is given; dl report and dl doctor look into one");
            var comparison = new Comparison([.. Names(folders).Zip(folders).Select(one => (one.First, RunFile.Read(Path.Combine(one.Second, RunFolder.Run))))]) { Healths = [.. folders.Select(RunFolder.HealthOf)] };
            if (parsed.GetValue(json))
            {
                shell.Output.WriteLine(Json(comparison).ToJsonString());
                return Program.Done;
            }
            var path = parsed.GetValue(output) ?? Page;
            if (path.Length == 0 || Directory.Exists(path)) throw new DlException($"--out takes the name of a file, not '{path}'");
            Atomic.WriteText(path, comparison.ToHtml());
            shell.Output.Write(comparison.ToText());
            shell.Error.WriteLine($"curves in {path}");
            return Program.Done;
        });
        return Help.WithExamples(command, "dl compare run run-2", "dl compare runs/adam runs/sgd runs/momentum --out optimizers.html");
    }

    // The last part of each path, or all of it where that is not enough to tell them apart.
    static string[] Names(string[] folders)
    {
        var names = folders.Select(folder => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))).ToArray();
        return names.Distinct().Count() == names.Length ? names : folders;
    }

    static JsonObject Json(Comparison comparison)
    {
        var runs = comparison.Runs.Map(run => run.Run);
        return new()
        {
            ["runs"] = new JsonArray([.. comparison.Runs.Select(run => (JsonNode?)run.Name)]),
            ["settings"] = Table(comparison.Differences, (name, i) => runs[i].Settings.FirstOrDefault(setting => $"{setting.Group}: {setting.Name}" == name)?.ToJson()),
            ["results"] = Table(comparison.Results, (name, i) => runs[i].Results.Any(result => result.Name == name)
                ? runs[i].Results.First(result => result.Name == name).Value is var value && double.IsFinite(value) ? value : null
                : name is "doctor" or "outcome" ? comparison.Results.First(row => row.Name == name).Values[i] : null),
        };

        JsonObject Table(Many<(string Name, Many<string> Values)> rows, Func<string, int, JsonNode?> value) =>
            new(rows.Select(row => KeyValuePair.Create(row.Name, (JsonNode?)new JsonArray([.. Enumerable.Range(0, runs.Count).Select(i => value(row.Name, i))]))));
    }
}
