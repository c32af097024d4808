using System.IO;
using System.Text.Json.Nodes;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties.Suite.Data;

namespace Dl.Properties.Suite.Cli;

/// <summary><c>dl train</c> on every kind of data, and <c>dl predict</c> with what came of it.</summary>
public sealed class TrainDataTests : Files
{
    [Fact]
    public void ATableIsLearntAndPredicted()
    {
        var key = Key.Of(1);
        Text("t.csv", "id,x,town,kind\n" + string.Concat(Enumerable.Range(0, 200).Select(i =>
        {
            var (x, isNorth) = (key.Normal(i), key.Bernoulli(0.5, i + 1000));
            return FormattableString.Invariant($"{i},{(i % 17 == 3 ? "" : x)},{(isNorth ? "Tromsø" : "Oslo")},{(x + (isNorth ? 1.5 : -1.5) > 0 ? "warm" : "cold")}\n");
        })));
        var json = Done("train", "--data", At("t.csv"), "--target", "kind", "--ignore", "id", "--missing", "mean", "--model", "linear", "--epochs", "40", "--lr", "0.05", "--batch", "16", "--out", At("run"), "--json");
        Assert.InRange((double)json["test_accuracy"]!, 0.8, 1);
        var command = (string)JsonNode.Parse(File.ReadAllText(At("run/run.json")))!["command"]!;
        Assert.StartsWith($"dl train --data {At("t.csv")} --target kind --ignore id --missing mean --model linear", command, StringComparison.Ordinal);
        Text("new.csv", "town,x\nOslo,-3\nTromsø,3\n");
        var (code, lines, errors) = Run("predict", At("run"), At("new.csv"));
        Assert.True(code == 0, errors);
        Assert.StartsWith("0: cold", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("1: warm", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, Run("train", "--data", At("t.csv"), "--target", "kind", "--ignore", "id", "--out", At("other")).Code);
        Assert.False(Directory.Exists(At("other")));
    }

    /// <summary>Values are learnt by their squared error, whatever their unit, measured and predicted in it, and gone on with to the same bits; early stopping too.</summary>
    [Fact]
    public void ValuesAreLearntPredictedAndGoneOnWith()
    {
        var key = Key.Of(3);
        Text("v.csv", "a,town,price\n" + string.Concat(Enumerable.Range(0, 300).Select(i =>
        {
            var (a, isNorth) = (key.Normal(i), key.Uniform(i + 1000) < 0.5);
            return FormattableString.Invariant($"{a},{(isNorth ? "north" : "south")},{200_000 + 50_000 * a + (isNorth ? 30_000 : 0) + 2_000 * key.Normal(i + 5000)}\n");
        })));
        string[] args = ["train", "--data", At("v.csv"), "--model", "linear", "--lr", "0.05", "--batch", "16", "--final-rate", "1", "--metrics", "mae,r2", "--json"];
        var json = Done([.. args, "--epochs", "30", "--out", At("run")]);
        Assert.InRange((double)json["test_r2"]!, 0.98, 1);
        // After each epoch too what is measured is in the unit of the price; the loss is not.
        Assert.InRange((double)json["validation_mae"]!, 1_000, 4_000);
        Assert.InRange((double)json["validation_loss"]!, 0, 0.02);
        Assert.InRange((double)json["test_mae"]!, 1_000, 4_000);
        Assert.Equal((double)json["test_loss"]!, Math.Pow((double)json["test_rmse"]!, 2), (double)json["test_loss"]! * 1e-6);
        Assert.Null(json["test_accuracy"]);
        Text("new.csv", "town,a\nnorth,1\nsouth,-1\n");
        var (code, lines, errors) = Run("predict", At("run"), At("new.csv"));
        Assert.True(code == 0, errors);
        Assert.InRange(float.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), 270_000, 290_000);
        Assert.InRange(float.Parse(lines[1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), 140_000, 160_000);
        var page = File.ReadAllText(At("run/report.html"));
        Assert.Contains("Predicted against actual", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Confusion", page, StringComparison.Ordinal);
        Assert.Equal(0, Run("report", At("run"), "--out", At("again.html")).Code);
        Assert.Equal(page, File.ReadAllText(At("again.html")));

        Done([.. args, "--epochs", "12", "--out", At("part")]);
        Done("train", "--resume", At("part"), "--epochs", "30", "--json");
        Assert.Equal(File.ReadAllBytes(At("run/model.safetensors")), File.ReadAllBytes(At("part/model.safetensors")));
        Refused("--task contradicts them", "train", "--resume", At("part"), "--task", "classes");
        Refused("--class-weights is for classes", [.. args, "--class-weights", "balanced", "--out", At("x")]);

        // With so large a least gain the first epochs are the last ones; a run that goes on stops where it would have stopped.
        string[] patient = [.. args, "--patience", "2", "--min-delta", "0.3"];
        var early = Done([.. patient, "--epochs", "30", "--out", At("early")]);
        Assert.Equal("EarlyStopped", (string)early["outcome"]!);
        Assert.Equal((int)early["best_epoch"]! + 2, (int)early["epochs"]!);
        Assert.InRange((int)early["epochs"]!, 3, 12);
        Done([.. patient, "--epochs", "2", "--out", At("late")]);
        Assert.Equal("EarlyStopped", (string)Done("train", "--resume", At("late"), "--epochs", "30", "--json")["outcome"]!);
        Assert.Equal(File.ReadAllBytes(At("early/model.safetensors")), File.ReadAllBytes(At("late/model.safetensors")));
        Refused("--patience contradicts them", "train", "--resume", At("late"), "--patience", "3");
        Refused("--min-delta contradicts them", "train", "--resume", At("late"), "--min-delta", "0");
    }

    /// <summary>A model in the unit of its targets says what the model of scaled targets says, scaled back.</summary>
    [Fact]
    public void ScaledTargetsAreScaledBack()
    {
        var key = Key.Of(6);
        var data = DataSet.Regression(key.Normal<float>([40, 3]), key.Child(1).Uniform<float>([40, 2], -3, 500), "v");
        var scale = TargetScale.Fit(data);
        var values = scale.Apply(data).Values!.Span.ToArray();
        for (var column = 0; column < 2; column++)
        {
            var own = values.Where((_, i) => i % 2 == column).Select(value => (double)value).ToArray();
            Assert.Equal(0, own.Average(), 1e-5);
            Assert.Equal(1, own.Average(value => value * value), 1e-5);
        }
        var model = Model.Of(3).Dense(4, Activation.Tanh).Dense(2).Init(key);
        var (plain, back) = (model.Predict(data.Inputs), scale.InUnits(model).Predict(data.Inputs));
        for (var i = 0; i < plain.Shape.Size; i++) Assert.Equal(plain[i] / scale.Scale.Factor[i % 2] + scale.Scale.Shift[i % 2], back[i], 1e-3);
        foreach (var metric in (Metric[])[Metric.RootMeanSquaredError, Metric.R2, new("first", true, (outputs, of) => outputs[0] + 7 * of.Values![0])])
            Assert.Equal(metric.Of(back, data), scale.InUnits(metric).Of(plain, scale.Apply(data)), 1e-5 * Math.Abs(metric.Of(back, data)));
        Assert.Throws<DlException>(() => TargetScale.Fit(Glyphs.Make(key, 4)));
        Assert.Throws<DlException>(() => scale.InUnits(Model.Of(3).Dense(1).Init(key)));
    }

    [Fact]
    public void AFolderOfPicturesIsLearntAugmentedAndGoneOnWith()
    {
        var glyphs = Glyphs.Make(Key.Of(1), 60);
        for (var i = 0; i < glyphs.Count; i++)
        {
            Directory.CreateDirectory(At($"set/{glyphs.Labels![i] % 2}"));
            File.WriteAllBytes(At($"set/{glyphs.Labels[i] % 2}/{i}.pgm"), [.. "P5 28 28 255\n"u8, .. glyphs.Slice(i, 1).Inputs.Span.ToArray().Select(level => (byte)MathF.Round(255 * level))]);
        }
        string[] args = ["train", "--data", At("set"), "--model", "linear", "--augment", "hflip, crop(24, 24), noise(0.1), mixup(0.2)", "--class-weights", "balanced", "--preprocess", "standardise:channel", "--batch", "8"];
        // Validation and test are as large as what the network takes.
        Refused("examples are [28, 28, 1], but the network takes [24, 24, 1]", [.. args, "--out", At("x")]);
        args[6] = "hflip, crop(28, 28, 2), noise(0.1), mixup(0.2)";
        Done([.. args, "--epochs", "3", "--out", At("whole"), "--json"]);
        Done([.. args, "--epochs", "3", "--stream", "--threads", "1", "--out", At("streamed"), "--json"]);
        Done([.. args, "--epochs", "2", "--final-rate", "1", "--out", At("part"), "--json"]);
        Assert.Equal(File.ReadAllBytes(At("whole/model.safetensors")), File.ReadAllBytes(At("streamed/model.safetensors")));
        Refused("--augment contradicts them", "train", "--resume", At("part"), "--augment", "hflip");
        Done("train", "--resume", At("part"), "--epochs", "3", "--json");
        Done([.. args, "--epochs", "3", "--final-rate", "1", "--out", At("unbroken"), "--json"]);
        Assert.Equal(File.ReadAllBytes(At("unbroken/model.safetensors")), File.ReadAllBytes(At("part/model.safetensors")));
        Assert.Contains("Augmented: hflip(0.5), crop(28, 28, 2, 0)", File.ReadAllText(At("whole/report.html")), StringComparison.Ordinal);
        Assert.Equal(0, Run("predict", At("whole"), Directory.GetFiles(At("set/0"))[0]).Code);
    }

    /// <summary>What the model's recipe says is in force unless something else is asked for, and is written down so that a run goes on with it.</summary>
    [Fact]
    public void ARecipeIsFollowedOverruledAndGoneOnWith()
    {
        var glyphs = Glyphs.Make(Key.Of(1), 48);
        string[] args = ["train", "--data", Pictures(), "--model", "cnn-small", "--batch", "16"];
        Done([.. args, "--epochs", "1", "--out", At("own"), "--json"]);
        var recipe = Presets.Named("cnn-small").Recipe;
        Assert.Contains($"--augment '{recipe.Augment}'", Command("own"), StringComparison.Ordinal);
        string[] asked = [.. args, "--augment", "none", "--fall", "line", "--warm-up", "1", "--decay", "0.5", "--label-smoothing", "0.125", "--lr", "0.004"];
        Done([.. asked, "--epochs", "2", "--final-rate", "1", "--out", At("part"), "--json"]);
        Assert.Contains("--augment none --model cnn-small --epochs 2 --batch 16 --optimizer adam --learning-rate 0.004 --final-rate 1 --fall line --warm-up 1 --decay 0.5 --label-smoothing 0.125", Command("part"), StringComparison.Ordinal);
        Done("train", "--resume", At("part"), "--epochs", "3", "--json");
        Done([.. asked, "--epochs", "3", "--final-rate", "1", "--out", At("unbroken"), "--json"]);
        Assert.Equal(File.ReadAllBytes(At("unbroken/model.safetensors")), File.ReadAllBytes(At("part/model.safetensors")));
        foreach (var (option, other) in new[] { ("--fall", "cosine"), ("--warm-up", "0"), ("--decay", "0"), ("--label-smoothing", "0"), ("--augment", "hflip") })
            Refused($"{option} contradicts them", "train", "--resume", At("part"), option, other);
        Refused("2 epochs of warm-up of 2 in all leave none at the rate itself", [.. args, "--epochs", "2", "--warm-up", "2", "--out", At("x")]);

        string Command(string run) => (string)JsonNode.Parse(File.ReadAllText(At($"{run}/run.json")))!["command"]!;

        string Pictures()
        {
            for (var i = 0; i < glyphs.Count; i++)
                foreach (var part in new[] { "train", "test" })
                {
                    Directory.CreateDirectory(At($"set/{part}/{glyphs.Labels![i] % 2}"));
                    File.WriteAllBytes(At($"set/{part}/{glyphs.Labels[i] % 2}/{i}.pgm"), [.. "P5 28 28 255\n"u8, .. glyphs.Slice(i, 1).Inputs.Span.ToArray().Select(level => (byte)MathF.Round(255 * level))]);
                }
            return At("set");
        }
    }

    [Fact]
    public void ArraysAreLearnt()
    {
        var (train, test) = (Glyphs.Make(Key.Of(1), 120), Glyphs.Make(Key.Of(2), 40));
        static Tensor<float> Labels(DataSet data) => Tensor<float>.Of([data.Count], [.. data.Labels!.Span.ToArray().Select(label => (float)label)]);
        Npz.Write(At("a.npz"), ("x_train", train.Inputs.Reshape([120, 28, 28])), ("y_train", Labels(train)), ("x_test", test.Inputs), ("y_test", Labels(test)));
        // Labels are whole numbers.
        Refused("but integers are <i4, <i8 or |u1", "train", "--data", At("a.npz"), "--out", At("x"));
        Refused("has the arrays x, but x_train, y_train, x_test and y_test are expected, or x and y", "train", "--data", Written("b.npz"), "--out", At("x"));
        Refused("--target, --task, --ignore and --missing are for tables", "train", "--data", At("a.npz"), "--target", "y", "--out", At("x"));
        Refused("--preprocess: there is no scaling 'half'; known are none, unit, centre, standardise, and behind a colon feature, channel, whole, example: standardise:channel", "train", "--preprocess", "half", "--out", At("x"));
        Refused("there is no augmentation 'turn'", "train", "--augment", "turn", "--out", At("x"));

        string Written(string name)
        {
            Npz.Write(At(name), ("x", train.Inputs));
            return At(name);
        }
    }

    static JsonNode Done(params string[] args)
    {
        var (code, lines, errors) = Run(args);
        Assert.True(code == 0, errors);
        return JsonNode.Parse(lines.Single())!;
    }

    static void Refused(string complaint, params string[] args)
    {
        var (code, _, errors) = Run(args);
        Assert.Equal(2, code);
        Assert.Contains(complaint, errors, StringComparison.Ordinal);
    }

    static (int Code, string[] Lines, string Errors) Run(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = Program.Run(args, output, error);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), error.ToString());
    }
}
