using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary>What the report of a run says, from its description, its model, its data and its health.</summary>
static class RunReport
{
    /// <summary>The setting that tells how values are scaled; there only where they are.</summary>
    public const string TargetScaleSetting = "target scale";

    const int Sample = 256, MistakesShown = 28;

    const string Test = "test_", TestLoss = $"{Test}loss", TestAccuracy = $"{Test}accuracy";

    /// <summary>What a model says about the test examples, and how good that is.</summary>
    public static Evaluation Tested(Model model, TrainData data) => model.Evaluate(data.Test, metrics: model.Aim.Metrics(data.Test));

    /// <summary>A metric as a person says it.</summary>
    public static string Named(string metric) => metric == Metric.R2.Name ? "R^2" : metric == Metric.IoU().Name ? "mean IoU" : metric.ToUpperInvariant();

    /// <summary>The content of the page.</summary>
    /// <param name="run">The run, ended.</param>
    /// <param name="model">The chosen model.</param>
    /// <param name="data">The data it was made of; null where they are gone, and what they would show is left out.</param>
    /// <param name="fit">How it was trained, for what was done to its images.</param>
    /// <param name="health">What was taken down while it trained; null where nothing was.</param>
    /// <param name="test">What the model says about the test examples, where that is known already.</param>
    public static ReportContent Of(RunDescription run, Model model, TrainData? data, FitSettings fit, Health? health, Evaluation? test = null)
    {
        test ??= data is null ? null : Tested(model, data);
        return new($"{Setting(run, "training", "model")} on {data?.Source ?? Setting(run, "data", "source")}")
        {
            Summary = Summary(run, model),
            TestLoss = Result(run, TestLoss),
            TestAccuracy = Result(run, TestAccuracy),
            Figures = [.. run.Results.Where(one => one.Name.StartsWith(Test, StringComparison.Ordinal) && one.Name is not (TestLoss or TestAccuracy) && double.IsFinite(one.Value)).Select(one => new Figure($"Test {Named(one.Name[Test.Length..])}", TrainRun.Invariant($"{one.Value:G4}")))],
            Parameters = model.ParameterCount,
            Seconds = Result(run, "seconds"),
            Epochs = run.History,
            Diagnoses = health is null ? null : Doctor.Diagnose(health),
            Confusion = data?.Test.Labels is { } labels ? ConfusionMatrix.Of(data.Test.Classes, labels, Metrics.Predicted(test!.Outputs)) : null,
            Mistakes = data?.Test.Labels is not { Shape.Rank: 1 } ? [] : Mistakes(data.Test, test!),
            Sections =
            [
                .. data is null ? [] : AnswerPlots.Of(model.Aim, data.Test, test!.Outputs, data.Table?.Target.Name ?? "value"),
                .. data is null || fit.Augment is null || !Png.IsImage(data.Training.Example) ? Array.Empty<ReportSection>()
                    : [new("Augmentation", "Some training images as they are, and as each epoch shows them to the network anew.", [ContactSheet.Of(data.Training, fit)])],
                .. health is null ? [] : HealthPlots.Sections(health),
                .. data is null ? [] : ModelPlots.Sections(model, data.Test.Take(Math.Min(data.Test.Count, Sample)), model.Aim.Loss(data.Test)),
            ],
            Network = new NetworkDrawing("", model),
            Layers = model.Layers,
            Settings = run.Settings,
            Command = run.Command,
        };
    }

    static string Summary(RunDescription run, Model model)
    {
        var ended = run.Outcome switch
        {
            Outcome.Cancelled => "Stopped before its end, as asked. ",
            Outcome.EarlyStopped => TrainRun.Invariant($"Stopped early, after {run.History.Count} epochs. "),
            Outcome.NonFinite => "Ended where a number was not finite. ",
            _ => "",
        };
        return ended + TrainRun.Invariant($"The parameters are those of epoch {Result(run, "best_epoch")} of {Setting(run, "training", "epochs")}, chosen by the validation {Setting(run, "training", "monitor", Metric.Loss)}; the test set was read once, at the end.")
            + (run.Settings.All(setting => setting.Name != TargetScaleSetting) ? "" : " The losses of the curves are of the target in standard deviations, those of the test in its own unit.");
    }

    // The wrong answers that the network was most sure of.
    static Many<Mistake> Mistakes(DataSet test, Evaluation evaluation)
    {
        var (shares, guesses) = (evaluation.Probabilities, Metrics.Predicted(evaluation.Outputs));
        return Enumerable.Range(0, test.Count)
            .Where(i => guesses[i] != test.Labels![i])
            .Select(i => (Item: i, Share: shares[i * shares.Shape.Last + guesses[i]]))
            .OrderByDescending(wrong => wrong.Share)
            .Take(MistakesShown)
            .Select(wrong => new Mistake(
                test.Slice(wrong.Item, 1).Inputs.Reshape(test.Example), test.Classes[test.Labels![wrong.Item]], test.Classes[guesses[wrong.Item]], wrong.Share))
            .ToMany();
    }

    static string Setting(RunDescription run, string group, string name, string unknown = "?") =>
        run.Settings.Where(setting => setting.Group == group && setting.Name == name).Select(setting => setting.Value).FirstOrDefault(unknown);

    static double? Result(RunDescription run, string name)
    {
        var value = run.Results.Where(result => result.Name == name).Select(result => result.Value).FirstOrDefault(double.NaN);
        return double.IsFinite(value) ? value : null;
    }
}
