using System.CommandLine;
using System.Text.Json.Nodes;
using Dl.Properties;

namespace Dl.Cli;

/// <summary><c>dl diagnose</c>: what an optimizer recorded elsewhere does, and what is wrong with it.</summary>
static class DiagnoseCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var files = new Argument<string[]>("TRACE") { Description = "Traces of optimizers in the format dl-trace/1", Arity = ArgumentArity.OneOrMore };
        var json = Options.Flag("--json", "One line of JSON, and nothing else");
        var command = new Command("diagnose", "Say which rule a recorded optimizer follows, and which known bug or other convention explains it where that is not the declared one.") { files, json };
        command.SetAction(parsed =>
        {
            // All files are read before a line is printed: what is malformed is told first.
            var found = parsed.GetValue(files)!.SelectMany(Diagnosis.Of).ToArray();
            if (parsed.GetValue(json)) shell.Output.WriteLine(Json(found).ToJsonString());
            else
            {
                foreach (var one in found) shell.Output.WriteLine(one);
                shell.Output.WriteLine(TrainRun.Invariant($"{found.Count(one => one.Fits)} of {found.Length} are what they claim to be"));
            }
            return found.All(one => one.Fits) ? Program.Done : Program.Failed;
        });
        return Help.WithExamples(command,
            "dl diagnose my-adam.json",
            "dl diagnose my-adam.json my-sgd.json --json");
    }

    static JsonObject Json(Diagnosis[] found) => new()
    {
        ["fits"] = found.All(one => one.Fits),
        ["cases"] = new JsonArray([.. found.Select(one => (JsonNode?)new JsonObject
        {
            ["id"] = one.Id,
            ["optimizer"] = one.Optimizer,
            ["fits"] = one.Fits,
            ["verdict"] = one.Verdict,
            ["causes"] = new JsonArray([.. one.Causes.Select(cause => (JsonNode?)cause.Cause)]),
            ["leaves"] = one.Leaves is { } leaves ? new JsonObject { ["part"] = leaves.Part, ["index"] = new JsonArray([.. leaves.Index.Select(i => (JsonNode?)i)]), ["recorded"] = leaves.Expected, ["declared"] = leaves.Found } : null,
        })]),
    };
}
