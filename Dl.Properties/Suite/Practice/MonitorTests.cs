using System.IO;
using System.Text.Json.Nodes;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties.Suite.Data;

namespace Dl.Properties.Suite.Practice;

/// <summary>The best epoch, early stopping and the plateau go by what is monitored, upwards or downwards as it is better.</summary>
public sealed class MonitorTests : Files
{
    static readonly DataSet Moons = Synthetic.TwoMoons(Key.Of(1), 200, 0.4);

    static readonly Model Small = Model.Of(2).Dense(16, Activation.Relu).Dense(2).Init(Key.Of(2));

    static readonly FitSettings Restless = new() { Optimizer = Optimizer.Adam(0.1), BatchSize = 16, Epochs = 20, ValidationFraction = 0.2 };

    [Theory]
    [InlineData("accuracy")]
    [InlineData("f1")]
    [InlineData("recall_weighted")]
    public void TheBestEpochIsTheFirstOfTheHighest(string name)
    {
        var metric = Metric.Named(name);
        var result = Small.Fit(Moons, Restless with { Monitor = metric });
        var scores = result.History.Map(row => name == "accuracy" ? row.ValidationAccuracy!.Value : row.Scores.Single(score => score.Name == metric.Name).Value);
        Assert.Equal(1 + scores.ToList().IndexOf(scores.Max()), result.BestEpoch);
        Assert.Equal(scores.Max(), result.Best.Evaluate(Restless.Parts(Moons).Validation!, metrics: [metric]).Scores[0].Value);
        Assert.NotEqual(Small.Fit(Moons, Restless).BestEpoch, result.BestEpoch);
    }

    [Theory]
    [InlineData("mae", false)]
    [InlineData("r2", true)]
    public void OfValuesItIsTheLowestErrorOrTheHighestShare(string name, bool rising)
    {
        var data = DataSet.Regression(Key.Of(1).Normal<float>([100, 2]), Key.Of(2).Normal<float>([100, 1]), "v");
        var settings = Restless with { Loss = Loss.MeanSquaredError, Monitor = Metric.Named(name) };
        var result = Model.Of(2).Dense(16, Activation.Relu).Dense(1).Init(Key.Of(2)).Fit(data, settings);
        var scores = result.History.Map(row => row.Scores.Single(score => score.Name == name).Value);
        Assert.Equal(1 + scores.ToList().IndexOf(rising ? scores.Max() : scores.Min()), result.BestEpoch);
    }

    /// <summary>3.6 is better than 3 by more than 0.5, 3.4 is not; after it three epochs are borne.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PatienceAndMinDeltaGoByIt(bool rising)
    {
        var result = Small.Fit(Moons, Restless with { Monitor = Told(rising, 1, 3, 3.4, 3.6, 3.5, 3.7, 3.8, 9), MinDelta = 0.5, Patience = 3 });
        Assert.Equal((4, 7, Outcome.EarlyStopped), (result.BestEpoch, result.History.Count, result.Outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ThePlateauGoesByIt(bool rising)
    {
        var settings = Restless with { Optimizer = Optimizer.Sgd(0.1), Epochs = 7, Monitor = Told(rising, 1, 3, 2, 2, 2, 2, 2), Plateau = new(Factor: 0.5, Patience: 1, Rising: rising) };
        Assert.Equal([0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.025], Small.Fit(Moons, settings).History.Select(row => row.Rate));
        Refused($"the rate falls when the told stops {(rising ? "rising" : "falling")}, but ReduceOnPlateau asks for a number that {(rising ? "falls" : "rises")}", () => Small.Fit(Moons, settings with { Plateau = new(Rising: !rising) }));
    }

    [Fact]
    public void WhereItIsNoNumberTrainingEnds()
    {
        var result = Small.Fit(Moons, Restless with { Optimizer = Optimizer.Sgd(0.1), Monitor = Told(true, 1, double.NaN, 3) });
        Assert.Equal((Outcome.NonFinite, 1, 2), (result.Outcome, result.BestEpoch, result.History.Count));
        Assert.StartsWith("the validation told is not a number after epoch 2 with the learning rate 0.1", result.Fault!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotBeMonitoredIsRefused()
    {
        Refused("accuracy is measured on examples that are held out, but none are: give Validation or ValidationFraction", () => Small.Fit(Moons, new() { Monitor = Metric.Accuracy }));
        Refused("rmse is for values, but two moons has classes", () => Small.Fit(Moons, Restless with { Monitor = Metric.RootMeanSquaredError }));
        Refused("there is no 'val_loss' to monitor; known are loss, accuracy, binary_accuracy, r2, mse, rmse, mae, precision_macro, recall_macro, f1_macro, iou_macro, precision_micro, ", () => Metric.Monitored("val_loss"));
    }

    [Fact]
    public void TheCommandMonitorsAndGoesOn()
    {
        Idx.WriteFolder(At("data"), Glyphs.Make(Key.Of(1), 300), Glyphs.Make(Key.Of(2), 30));
        string[] args = ["train", "--data", At("data"), "--model", "linear", "--lr", "0.05", "--batch", "16", "--final-rate", "1", "--monitor", "f1", "--patience", "4"];
        Assert.Equal("", Errors(0, [.. args, "--epochs", "8", "--out", At("whole")]));
        var run = JsonNode.Parse(File.ReadAllText(At("whole/run.json")))!;
        Assert.Equal("f1_macro", (string)run["training"]!["monitor"]!);
        Assert.Contains("--monitor f1_macro --patience 4", (string)run["command"]!, StringComparison.Ordinal);
        var scores = run["history"]!.AsArray().Select(row => (double)row!["scores"]!["f1_macro"]!).ToList();
        Assert.Equal(1 + scores.IndexOf(scores.Max()), (int)run["results"]!["best_epoch"]!);
        Assert.Contains("chosen by the validation f1_macro;", File.ReadAllText(At("whole/report.html")), StringComparison.Ordinal);

        Assert.Equal("", Errors(0, [.. args, "--epochs", "2", "--out", At("part")]));
        Assert.Equal("", Errors(0, "train", "--resume", At("part"), "--epochs", "8"));
        Assert.Equal(File.ReadAllBytes(At("whole/model.safetensors")), File.ReadAllBytes(At("part/model.safetensors")));
        Assert.Contains("--monitor contradicts them", Errors(2, "train", "--resume", At("part"), "--monitor", "loss"), StringComparison.Ordinal);
        Assert.Contains("there is no 'acc' to monitor; known are loss, accuracy, ", Errors(2, "train", "--monitor", "acc", "--out", At("x")), StringComparison.Ordinal);
        Assert.Contains("rmse is for values, but ", Errors(2, "train", "--data", At("data"), "--monitor", "rmse", "--out", At("x")), StringComparison.Ordinal);
    }

    static string Errors(int code, params string[] args)
    {
        using StringWriter output = new(), error = new();
        Assert.True(Program.Run(args, output, error) == code, error.ToString());
        return code == 0 ? "" : error.ToString();
    }

    static void Refused(string complaint, Action action) => Assert.Contains(complaint, Assert.ThrowsAny<Exception>(action).Message, StringComparison.Ordinal);

    // A metric that says what it is told, epoch by epoch, or that with the other sign; once more before the first step, where it is checked.
    static Metric Told(bool rising, params double[] said)
    {
        var at = -1;
        return new("told", rising, (_, _) => (rising ? 1 : -1) * said[Math.Max(0, at++)]);
    }
}
