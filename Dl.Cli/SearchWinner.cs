using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary>The best point of a search, trained on all training examples with the first seed: a run's folder in the folder of the search.</summary>
/// <param name="Trial">How points are trained, on all training examples.</param>
/// <param name="Data">The three parts of the data.</param>
/// <param name="Settings">What they were read by.</param>
/// <param name="Command">The command of the search.</param>
sealed record SearchWinner(TrainingTrial Trial, TrainData Data, DataSettings Settings, string Command)
{
    /// <summary>The name of the folder.</summary>
    public const string Name = "best";

    const string About = "point.json";

    /// <summary>Trains and tests it, unless that is done.</summary>
    /// <returns>What to say of it; null if it was stopped.</returns>
    public string? Train(Shell shell, string search, SearchPlan plan, SearchPoint point)
    {
        var seed = plan.Seeds[0];
        var folder = new RunFolder(Path.Combine(search, Name), null);
        var about = new JsonObject { ["point"] = point.ToJson(), ["seed"] = seed }.ToJsonString() + "\n";
        var file = Path.Combine(folder.Path, About);
        if (File.Exists(file) && File.ReadAllText(file) == about) return Told(RunFile.Read(Path.Combine(folder.Path, RunFolder.Run)), folder);
        shell.Error.WriteLine(TrainRun.Invariant($"the best point, on {Data.Training.Count:#,0} examples: {point}"));
        return folder.Within(() =>
        {
            File.Delete(file);
            if (Plan(plan, point).Go(folder, shell) is not { Result.Outcome: not Outcome.Cancelled } run) return null;
            Atomic.WriteText(file, about);
            return Told(run.Description, folder);
        });
    }

    RunPlan Plan(SearchPlan plan, SearchPoint point)
    {
        var (start, plain) = Trial.At(point, plan.Seeds[0]);
        var model = start with { Table = Data.Table };
        var fit = plain with { Metrics = model.Aim.Metrics(Data.Training).Take(1).ToMany().Map(Data.InUnits) };
        return new(model, Data, fit,
        [
            .. Data.Described(Settings, model),
            .. point.Values.Select(value => new Setting("search", value.Name, value.Value.ToJson().ToJsonString().Trim('"'))),
            new("training", "model", point["model"]?.Word ?? "best point of a search"),
            new("training", "seed", TrainRun.Invariant($"{plan.Seeds[0]}")),
            .. Conventions.Of(fit),
            .. Conventions.All,
            .. Conventions.Environment(Environment.ProcessorCount),
        ], Command,
            // Such that dl report finds the same parts of the data.
            [.. DataOptions.Words(Settings, Settings.Path is { } path ? Path.GetFullPath(path) : null), "--seed", TrainRun.Invariant($"{plan.Seed}")]);
    }

    static string Told(RunDescription run, RunFolder folder)
    {
        var (name, value) = run.Results.FirstOrDefault(one => one.Name is "test_accuracy" or "test_r2");
        return TrainRun.Invariant($"the best point is trained in {folder.Path}: {(name == "test_accuracy" ? TrainRun.Invariant($"test accuracy {100 * value:F2} %") : TrainRun.Invariant($"test R^2 {value:G4}"))}; use it by dl predict {TrainSettings.Quoted(folder.Path)} INPUT");
    }
}
