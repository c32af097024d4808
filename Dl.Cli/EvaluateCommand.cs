using System.CommandLine;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl evaluate</c>: how good a trained model is on examples with their targets.</summary>
static class EvaluateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var model = new Argument<string>("MODEL") { Description = "A run's folder, or its model.safetensors" };
        var data = Options.Text("--data", "PATH", "A folder with the four IDX files of MNIST, or of pictures by class; a table, or .npz: its test part where it has one, and else all");
        data.Required = true;
        var metrics = Options.Text("--metrics", "NAMES", "What is measured beside loss and accuracy: f1,recall_weighted,top_5_accuracy [default: f1, precision and recall, for values r2, mae and rmse]");
        var most = DataDescribeCommand.MaxBytes();
        var json = Options.Flag("--json", "Print it as one line of JSON");
        var command = new Command("evaluate", "Measure a trained model on examples with their targets.") { model, data, metrics, most, json };
        command.SetAction(parsed =>
        {
            var (run, path) = (parsed.GetValue(model)!, parsed.GetValue(data)!);
            var asked = parsed.GetValue(metrics)?.Split(',', StringSplitOptions.TrimEntries).Select(Metric.Named).ToMany();
            var loaded = RunFolder.LoadModel(run);
            var examples = EvaluationData.Read(path, loaded, parsed.GetValue(most)!.Value);
            var usual = loaded.Aim.Metrics(examples);
            var found = loaded.Evaluate(examples, metrics: asked ?? (usual.Count == 0 && examples.Labels is not null ? [Metric.F1(), Metric.Precision(), Metric.Recall()] : usual));
            if (parsed.GetValue(json)) shell.Output.WriteLine(Json(run, path, examples.Count, found).ToJsonString());
            else
                foreach (var line in Lines(examples.Count, found)) shell.Output.WriteLine(line);
            return Program.Done;
        });
        return Help.WithExamples(command,
            "dl evaluate run --data mnist",
            "dl evaluate run --data new-houses.csv --json",
            "dl evaluate run/model.safetensors --data pictures --metrics recall_macro,top_3_accuracy");
    }

    static IEnumerable<string> Lines(int examples, Evaluation found) =>
    [
        TrainRun.Invariant($"{"examples",-17}{examples:#,0}"),
        .. found.Accuracy is { } accuracy ? [TrainRun.Invariant($"{"accuracy",-17}{100 * accuracy:F2} %")] : Array.Empty<string>(),
        TrainRun.Invariant($"{"loss",-17}{found.Loss:G5}"),
        .. found.Scores.Select(score => TrainRun.Invariant($"{score.Name,-16} {score.Value:G5}")),
    ];

    static JsonObject Json(string run, string path, int examples, Evaluation found)
    {
        var json = new JsonObject { ["run"] = run, ["data"] = path, ["examples"] = examples, ["loss"] = Number(found.Loss) };
        if (found.Accuracy is { } accuracy) json["accuracy"] = accuracy;
        foreach (var score in found.Scores) json[score.Name] = Number(score.Value);
        return json;
    }

    static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
