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
            if (Run(shell, folder, plan, point) is not { } run) return null;
            Atomic.WriteText(file, about);
            return Told(run, folder);
        });
    }

    RunDescription? Run(Shell shell, RunFolder folder, SearchPlan plan, SearchPoint point)
    {
        var (start, plain) = Trial.At(point, plan.Seeds[0]);
        var model = start with { Table = Data.Table };
        var fit = plain with { Metrics = model.Aim.Metrics(Data.Training).Take(1).ToMany() };
        using var log = new TrainingLog(folder.Path, LogFormats.None, null);
        var recorder = folder.Recorder(model, Data.Training, fit, null);
        var result = Watching.Fit(model, Data.Training, fit, shell, log, null, recorder.Look);
        folder.Record(recorder);
        if (result.Steps == 0 || (result.Outcome == Outcome.NonFinite && result.BestEpoch == 0)) return null;
        var best = Data.InUnits(result.Best);
        var test = RunReport.Tested(best, Data);
        var run = new RunDescription(Command, All(best, fit, point, plan.Seeds[0]), Numbers(result, test), result.Outcome, result.History)
        {
            Network = NetJson.Write(best.Net),
            // Such that dl report finds the same parts of the data.
            Arguments = [.. DataOptions.Words(Settings, Settings.Path is { } path ? Path.GetFullPath(path) : null), "--seed", TrainRun.Invariant($"{plan.Seed}")],
        };
        folder.Write(best, result, run, RunReport.Of(run, best, Data, fit, recorder.Health, test));
        return result.Outcome == Outcome.Cancelled ? null : run;
    }

    Many<Setting> All(Model model, FitSettings fit, SearchPoint point, ulong seed) =>
    [
        new("data", "source", Settings.Path ?? "glyphs", Settings.Path is null),
        new("data", "training examples", TrainRun.Invariant($"{Data.Training.Count}")),
        new("data", "validation examples", TrainRun.Invariant($"{Data.Validation.Count}")),
        new("data", "test examples", TrainRun.Invariant($"{Data.Test.Count}")),
        new("data", "preprocessing", Scalings.Text(model.Preprocessing.Scaling, model.Preprocessing.Per)),
        new("data", "class weights", Settings.IsBalanced ? "balanced" : "none", !Settings.IsBalanced),
        .. Data.Target is { } scaled ? (Setting[])[new("data", RunReport.TargetScaleSetting, TrainRun.Invariant($"mean {scaled.Scale.Shift[0]:G6}, standard deviation {1 / scaled.Scale.Factor[0]:G6}"))] : [],
        .. point.Values.Select(value => new Setting("search", value.Name, value.Value.ToJson().ToJsonString().Trim('"'))),
        new("training", "model", point["model"]?.Word ?? "best point of a search"),
        new("training", "seed", TrainRun.Invariant($"{seed}")),
        .. Conventions.Of(fit),
        .. Conventions.All,
        .. Conventions.Environment(Environment.ProcessorCount),
    ];

    static Many<(string, double)> Numbers(FitResult result, Evaluation test)
    {
        var best = result.History.FirstOrDefault(row => row.Epoch == result.BestEpoch);
        return
        [
            ("train_loss", best?.TrainLoss ?? double.NaN), ("validation_loss", best?.ValidationLoss ?? double.NaN),
            .. best?.ValidationAccuracy is { } accuracy ? [("validation_accuracy", accuracy)] : best?.Scores.Select(score => ($"validation_{score.Name}", score.Value)) ?? [],
            ("test_loss", test.Loss),
            .. test.Accuracy is { } right ? [("test_accuracy", right)] : test.Scores.Select(score => ($"test_{score.Name}", score.Value)),
            ("epochs", result.History.Count), ("best_epoch", result.BestEpoch), ("steps", result.Steps), ("seconds", Math.Round(result.Elapsed.TotalSeconds, 3)), ("parameters", result.Best.ParameterCount),
        ];
    }

    static string Told(RunDescription run, RunFolder folder)
    {
        var (name, value) = run.Results.FirstOrDefault(one => one.Name is "test_accuracy" or "test_r2");
        return TrainRun.Invariant($"the best point is trained in {folder.Path}: {(name == "test_accuracy" ? TrainRun.Invariant($"test accuracy {100 * value:F2} %") : TrainRun.Invariant($"test R^2 {value:G4}"))}; use it by dl predict {TrainSettings.Quoted(folder.Path)} INPUT");
    }
}
