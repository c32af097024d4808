using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;
using Dl.Cli;
using Dl.CSharp;
using Dl.Properties.Suite.Architecture;

namespace Dl.Properties.Suite.Networks;

/// <summary>What <c>bench/accuracy</c> runs is what there is, and LeNet-5 in PyTorch is trained as the preset trains it.</summary>
public sealed class AccuracyScriptTests
{
    [Fact]
    public void EachRowIsACommandOfDlTrain()
    {
        var rows = Regex.Matches(Text("accuracy"), @"^ +""(?<row>[a-z0-9-]+) +(?<least>0\.\d+) +(?<most>\d+) +(?<data>[a-z-]+) +(?<words>--[^""]*)""$", RegexOptions.Multiline | RegexOptions.ExplicitCapture);
        Assert.Equal(["mlp-dropout", "lenet5", "cnn-mnist", "cnn-fashion", "linear"], rows.Select(row => row.Groups["row"].Value));
        Assert.All(rows, row =>
        {
            Assert.Contains(row.Groups["data"].Value, KnownSet.All.Select(set => set.Name));
            string[] words = [.. Regex.Matches(row.Groups["words"].Value, "'(?<word>[^']*)'|(?<word>[^ ']+)", RegexOptions.ExplicitCapture).Select(word => word.Groups["word"].Value)];
            // Data that are not there are complained of once all options are understood.
            using var error = new StringWriter();
            Assert.Equal(Program.Wrong, Program.Run(["train", .. words, "--data", "no-such-folder", "--out", "no-such-run"], error, error));
            Assert.Contains("no-such-folder: there is no such folder", error.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void PyTorchTrainsByTheSameRecipe()
    {
        var recipe = Presets.Named("lenet5").Recipe;
        Assert.Equal(
            new Recipe("adam", Default("rate"), Default("final-rate"), (int)Default("epochs"), (int)Default("batch")) { Decay = Default("decay"), Fall = Fall.Cosine },
            recipe);

        double Default(string option) => double.Parse(Regex.Match(Text("lenet_torch.py"), $@"""--{option}"", type=\w+, default=(?<number>[0-9.]+)\)").Groups["number"].Value, CultureInfo.InvariantCulture);
    }

    static string Text(string name) => File.ReadAllText(Path.Combine(Rooms.Root, "bench", name));
}
