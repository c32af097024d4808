using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Properties;

namespace Dl.Cli;

/// <summary><c>dl replay</c>: whether values, gradients and iterates that another framework recorded agree with this one.</summary>
static class ReplayCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var files = new Argument<string[]>("FILE") { Description = "Traces in the format dl-trace/1", Arity = ArgumentArity.OneOrMore };
        var json = Options.Flag("--json", "One line of JSON with the counts, and nothing else");
        var command = new Command("replay", "Compute recorded ops, optimizers and schedules again and compare.") { files, json };
        command.SetAction(parsed =>
        {
            var paths = parsed.GetValue(files)!;
            // All files are read before a line is printed: what is malformed is told first.
            var traces = paths.Select(Trace.Read).ToArray();
            var verdicts = traces.Select(trace => trace.Replay()).ToArray();
            var all = verdicts.SelectMany(verdict => verdict).ToArray();
            if (parsed.GetValue(json)) shell.Output.WriteLine(Counts(all).ToJsonString());
            else
                foreach (var line in verdicts.SelectMany((one, i) => Lines(one, paths.Length > 1 ? $"{paths[i]}: " : "")).Append(Summary(all)))
                    shell.Output.WriteLine(line);
            return Count(all, Agreement.Deviates) == 0 ? Program.Done : Program.Failed;
        });
        return Help.WithExamples(command,
            "dl replay torch-ops.json",
            "dl replay torch-ops.json torch-optimizers.json --json");
    }

    static IEnumerable<string> Lines(Many<TraceVerdict> verdicts, string prefix)
    {
        var (id, name) = (Width(verdicts.Select(verdict => verdict.Id)), Width(verdicts.Select(What)));
        return verdicts.Select(verdict => OneLine($"{prefix}{verdict.Id.PadRight(id)}  {What(verdict).PadRight(name)}  {verdict.Word}{(verdict.Why.Length > 0 ? $": {verdict.Why}" : "")}"));
    }

    static string What(TraceVerdict verdict) => $"{verdict.Kind} {verdict.Name}";

    static int Width(IEnumerable<string> texts) => texts.Select(text => text.Length).DefaultIfEmpty().Max();

    static string OneLine(string text) => text.ReplaceLineEndings(" ");

    static string Summary(TraceVerdict[] all) => string.Create(CultureInfo.InvariantCulture, $"{Count(all, Agreement.Agree)} of {all.Length} agree");

    static JsonObject Counts(TraceVerdict[] all) => new()
    {
        ["agree"] = Count(all, Agreement.Agree),
        ["deviates"] = Count(all, Agreement.Deviates),
        ["unknown"] = Count(all, Agreement.Unknown),
        ["cases"] = all.Length,
    };

    static int Count(TraceVerdict[] all, Agreement outcome) => all.Count(verdict => verdict.Outcome == outcome);
}
