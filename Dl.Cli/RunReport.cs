using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary>What the report of a run says, from its description, its model and its data.</summary>
static class RunReport
{
    const int Sample = 256, MistakesShown = 28;

    /// <summary>The content of the page.</summary>
    /// <param name="run">The run, ended.</param>
    /// <param name="model">The chosen model.</param>
    /// <param name="data">The data it was made of; null where they are gone, and what they would show is left out.</param>
    /// <param name="fit">How it was trained, for what was done to its images.</param>
    /// <param name="test">What the model says about the test examples, where that is known already.</param>
    public static ReportContent Of(RunDescription run, Model model, TrainData? data, FitSettings fit, Evaluation? test = null)
    {
        test ??= data is null ? null : model.Evaluate(data.Test);
        return new($"{Setting(run, "training", "model")} on {data?.Source ?? Setting(run, "data", "source")}")
        {
            Summary = TrainRun.Invariant($"{(run.Outcome == Outcome.Cancelled ? "Stopped before its end, as asked. " : "")}The parameters are those of epoch {Result(run, "best_epoch")} of {Setting(run, "training", "epochs")}, chosen by the validation loss; the test set was read once, at the end."),
            TestLoss = Result(run, "test_loss"),
            TestAccuracy = Result(run, "test_accuracy"),
            Parameters = model.ParameterCount,
            Seconds = Result(run, "seconds"),
            Epochs = run.History,
            Confusion = data is null ? null : ConfusionMatrix.Of(data.Test.Classes, data.Test.Labels!, Metrics.Predicted(test!.Outputs)),
            Mistakes = data is null ? [] : Mistakes(data.Test, test!),
            Sections = data is null ? [] : ModelPlots.Sections(model, data.Test.Take(Math.Min(data.Test.Count, Sample))),
            Plots = data is null || fit.Augment is null ? [] : [ContactSheet.Of(data.Training, fit)],
            Network = new NetworkDrawing("", model),
            Layers = model.Layers,
            Settings = run.Settings,
            Command = run.Command,
        };
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

    static string Setting(RunDescription run, string group, string name) =>
        run.Settings.Where(setting => setting.Group == group && setting.Name == name).Select(setting => setting.Value).FirstOrDefault("?");

    static double? Result(RunDescription run, string name)
    {
        var value = run.Results.Where(result => result.Name == name).Select(result => result.Value).FirstOrDefault(double.NaN);
        return double.IsFinite(value) ? value : null;
    }
}
