using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;
using Dl.Properties.Suite.Data;

namespace Dl.Properties.Suite.Cli;

/// <summary><c>dl evaluate</c>, and <c>dl predict</c> on several files: what a trained run is worth elsewhere.</summary>
public sealed class EvaluateCommandTests : Files
{
    static readonly DataSet Test = Glyphs.Make(Key.Of(2), 50);

    string Digits()
    {
        Idx.WriteFolder(At("data"), Glyphs.Make(Key.Of(1), 240), Test);
        Assert.Equal(0, Run("train", "--data", At("data"), "--model", "mlp-plain", "--epochs", "3", "--batch", "16", "--out", At("run")).Code);
        return At("run");
    }

    string Values()
    {
        Text("v.csv", "a,price\n" + string.Concat(Enumerable.Range(0, 100).Select(i => FormattableString.Invariant($"{Key.Of(3).Normal(i)},{1000 + 100 * Key.Of(3).Normal(i)}\n"))));
        Assert.Equal(0, Run("train", "--data", At("v.csv"), "--model", "linear", "--epochs", "9", "--batch", "16", "--out", At("values")).Code);
        return At("values");
    }

    [Fact]
    public void TheTestPartIsMeasuredAsAfterTraining()
    {
        var run = Digits();
        var results = JsonNode.Parse(File.ReadAllText(At("run/run.json")))!["results"]!;
        var found = JsonNode.Parse(Assert.Single(Done("evaluate", run, "--data", At("data"), "--json")))!;
        Assert.Equal((50, (double)results["test_accuracy"]!, (double)results["test_loss"]!), ((int)found["examples"]!, (double)found["accuracy"]!, (double)found["loss"]!));
        Assert.Equal(["run", "data", "examples", "loss", "accuracy", "f1_macro", "precision_macro", "recall_macro"], found.AsObject().Select(one => one.Key));
        var lines = Done("evaluate", Path.Combine(run, "model.safetensors"), "--data", At("data"), "--metrics", "top_5_accuracy");
        Assert.Equal(["examples", "accuracy", "loss", "top_5_accuracy"], lines.Select(line => line.Split(' ')[0]));
        Assert.Equal($"accuracy         {(100 * (double)found["accuracy"]!).ToString("F2", CultureInfo.InvariantCulture)} %", lines[1]);
    }

    /// <summary>A set with some of the classes, in another order, is measured by their names; its pictures are predicted as a folder and one by one.</summary>
    [Fact]
    public void ClassesAreMatchedByName()
    {
        var run = Digits();
        var model = Checkpoint.Load(At("run/model.safetensors"));
        var (all, right) = (0, 0);
        for (var i = 0; i < Test.Count; i++)
        {
            var digit = Test.Labels![i];
            if (digit is not (3 or 7)) continue;
            Directory.CreateDirectory(At($"some/{digit}"));
            File.WriteAllBytes(At($"some/{digit}/{i:D3}.png"), Png.Encode(Test.Slice(i, 1).Inputs.Reshape([28, 28, 1])));
            var said = Metrics.Predicted(model.Predict(Pictures.Read(At($"some/{digit}/{i:D3}.png")).ToTensor().Reshape([1, 28, 28, 1])))[0];
            (all, right) = (all + 1, right + (said == digit ? 1 : 0));
        }
        var found = JsonNode.Parse(Done("evaluate", run, "--data", At("some"), "--json")[0])!;
        Assert.Equal((all, (double)right / all), ((int)found["examples"]!, (double)found["accuracy"]!));
        Assert.InRange(right, 1, all);

        string[] files = [.. Directory.GetFiles(At("some/3")).Order(StringComparer.Ordinal)];
        var folder = Done("predict", run, At("some/3"));
        Assert.Equal(files.Select((file, i) => $"{file} {i}: {Done("predict", run, file)[0][3..]}"), folder);
        Assert.Equal(folder, Done(["predict", run, .. files]));
        var json = Done("predict", run, files[0], At("some/7"), "--json").Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal([files[0], .. Directory.GetFiles(At("some/7")).Order(StringComparer.Ordinal)], json.Select(line => (string)line["file"]!));
        Assert.Equal(Enumerable.Range(0, json.Length), json.Select(line => (int)line["item"]!));
        Refused("some: is a folder without pictures", "predict", run, At("some"));
    }

    [Fact]
    public void ValuesAreMeasuredInTheirUnit()
    {
        var run = Values();
        Text("new.csv", "a,price\n0,1010\n1,1050\n");
        var said = Done("predict", run, At("new.csv")).Select(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)).ToArray();
        var found = JsonNode.Parse(Done("evaluate", run, "--data", At("new.csv"), "--json")[0])!;
        Assert.Equal((Math.Abs(said[0] - 1010) + Math.Abs(said[1] - 1050)) / 2, (double)found["mae"]!, 1e-3);
        Assert.Null(found["accuracy"]);
        Assert.Equal(["examples", "loss", "r2", "mae", "rmse"], Done("evaluate", run, "--data", At("new.csv")).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void WhatCannotBeMeasuredIsRefused()
    {
        var (digits, values) = (Digits(), Values());
        Refused("Option '--data' is required (see dl evaluate --help)", "evaluate", digits);
        Refused("nowhere: there is no such file or folder", "evaluate", digits, "--data", At("nowhere"));
        Refused("nowhere: there is no such file", "evaluate", At("nowhere"), "--data", At("data"));
        Refused("v.csv: is a table, but the model was not trained on one", "evaluate", digits, "--data", At("v.csv"));
        Refused("data: is no table (.csv, .tsv, .txt), but the model was trained on one", "evaluate", values, "--data", At("data"));
        Refused("there is no metric 'f3'; nearest of ", "evaluate", digits, "--data", At("data"), "--metrics", "f3");
        Text("odd.csv", "b,price\n1,2\n");
        Refused("odd.csv: lacks the column a", "evaluate", values, "--data", At("odd.csv"));
        Directory.CreateDirectory(At("small/3"));
        File.WriteAllBytes(At("small/3/0.png"), Png.Encode(Tensor<float>.Zeros([4, 4, 1])));
        Refused("small: an example has the shape [4, 4, 1], but the model takes [28, 28, 1]", "evaluate", digits, "--data", At("small"));
        Npz.Write(At("lone.npz"), ("x", Tensor<float>.Zeros([2, 4, 4])));
        Refused("lone.npz: has the arrays x, but x_test and y_test are expected, or x and y", "evaluate", digits, "--data", At("lone.npz"));
        Directory.CreateDirectory(At("letters/a"));
        File.WriteAllBytes(At("letters/a/0.png"), Png.Encode(Test.Slice(0, 1).Inputs.Reshape([28, 28, 1])));
        Refused("letters: has the class 'a', but the model knows 0, 1, 2", "evaluate", digits, "--data", At("letters"));
    }

    /// <summary>The names that other libraries have for options.</summary>
    [Fact]
    public void OptionsHaveTheNamesOfOtherLibrariesToo()
    {
        Idx.WriteFolder(At("data"), Glyphs.Make(Key.Of(1), 240), Test);
        string[] args = ["train", "--data", At("data"), "--model", "linear", "--epochs", "1"];
        Done([.. args, "--batch-size", "16", "--weight-decay", "0.1", "--out", At("a")]);
        Done([.. args, "--batch", "16", "--decay", "0.1", "--out", At("b")]);
        Assert.Equal(Command("a"), Command("b"));
        Assert.Contains("--batch 16 ", Command("a"), StringComparison.Ordinal);
        Assert.Contains("--decay 0.1 ", Command("a"), StringComparison.Ordinal);

        string Command(string run) => (string)JsonNode.Parse(File.ReadAllText(At($"{run}/run.json")))!["command"]!;
    }

    static string[] Done(params string[] args)
    {
        var (code, lines, errors) = Run(args);
        Assert.True(code == 0, errors);
        return lines;
    }

    static void Refused(string complaint, params string[] args)
    {
        var (code, lines, errors) = Run(args);
        Assert.Equal((2, 0, 1), (code, lines.Length, errors.Count(c => c == '\n')));
        Assert.Contains(complaint, errors, StringComparison.Ordinal);
    }

    static (int Code, string[] Lines, string Errors) Run(params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var code = Program.Run(args, output, error);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), error.ToString());
    }
}
