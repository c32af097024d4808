using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary>What a run gave, in all the forms that it is written in.</summary>
/// <param name="Plan">What it set out to do.</param>
/// <param name="Result">What training gave.</param>
/// <param name="Model">The best model, as it predicts.</param>
/// <param name="Test">What it says about the test examples.</param>
/// <param name="Health">What was taken down while it trained.</param>
/// <param name="Checkpoints">The checkpoints that are kept.</param>
sealed record RunOutcome(RunPlan Plan, FitResult Result, Model Model, Evaluation Test, Health Health, Many<CheckpointFile> Checkpoints)
{
    EpochMetrics? Best => Result.History.FirstOrDefault(row => row.Epoch == Result.BestEpoch);

    Many<(string Name, double Value)> Numbers =>
    [
        ("train_loss", Best?.TrainLoss ?? double.NaN),
        ("validation_loss", Best?.ValidationLoss ?? double.NaN),
        .. Best?.ValidationAccuracy is { } validated ? [("validation_accuracy", validated)] : Array.Empty<(string, double)>(),
        .. Best?.Scores.Select(score => ($"validation_{score.Name}", score.Value)) ?? [],
        ("test_loss", Test.Loss),
        .. Test.Accuracy is { } tested ? [("test_accuracy", tested)] : Array.Empty<(string, double)>(),
        .. Test.Scores.Select(score => ($"test_{score.Name}", score.Value)),
        ("epochs", Result.History.Count),
        ("best_epoch", Result.BestEpoch),
        ("steps", Result.Steps),
        ("seconds", Math.Round(Result.Elapsed.TotalSeconds, 3)),
        ("parameters", Result.Best.ParameterCount),
    ];

    public RunDescription Description => new(Plan.Command, Plan.Settings, Numbers, Result.Outcome, Result.History) { Network = NetJson.Write(Model.Net), Arguments = Plan.Arguments, Checkpoints = Checkpoints };

    public ReportContent Report => RunReport.Of(Description, Model, Plan.Data, Plan.Fit, Health, Test);

    /// <summary>One line of JSON.</summary>
    public string Json(string folder)
    {
        var json = new JsonObject(Numbers.Select(number => KeyValuePair.Create(number.Name, double.IsFinite(number.Value) ? (JsonNode?)number.Value : null)))
        {
            ["outcome"] = Result.Outcome.ToString(),
            ["out"] = folder,
        };
        return json.ToJsonString();
    }

    /// <summary>Lines for a person.</summary>
    public string Text(string folder) => string.Concat(
    [
        .. Test.Accuracy is { } accuracy ? [TrainRun.Invariant($"test accuracy  {100 * accuracy:F2} %\n")] : Array.Empty<string>(),
        .. Test.Scores.Select(score => TrainRun.Invariant($"{$"test {RunReport.Named(score.Name)}",-15}{score.Value:G6}\n")),
        .. Plan.Data.Target is null || Test.Scores.Count == 0 ? [TrainRun.Invariant($"test loss      {Test.Loss:F4}\n")] : Array.Empty<string>(),
    ]) + TrainRun.Invariant($"""
        best epoch     {Result.BestEpoch} of {Plan.Fit.Epochs}{(Result.Outcome == Outcome.EarlyStopped ? TrainRun.Invariant($", stopped early after {Result.History.Count}") : "")}
        training time  {Result.Elapsed.TotalSeconds:F1} s
        report         {Path.Combine(folder, RunFolder.Report)}
        model          {Path.Combine(folder, RunFolder.Model)}

        """);
}
