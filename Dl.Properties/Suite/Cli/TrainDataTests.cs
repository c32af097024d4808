using System.IO;
using System.Text.Json.Nodes;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;
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
        Refused("--target, --ignore and --missing are for tables", "train", "--data", At("a.npz"), "--target", "y", "--out", At("x"));
        Refused("--preprocess takes one of none, unit, centre, standardise, and behind a colon one of feature, channel, whole, example: standardise:channel; not 'half'", "train", "--preprocess", "half", "--out", At("x"));
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
