using System.IO;
using System.Text.Json.Nodes;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Networks;

/// <summary>Every network that has a name can be counted, described, listed; those for small images learn.</summary>
public sealed class ModelPresetTests
{
    public static TheoryData<string> Names => new(ModelPreset.All.Select(preset => preset.Name));

    public static TheoryData<string> Small => new(ModelPreset.All.Where(preset => preset.IsClassifier && preset.Example == Shape.Of(28, 28, 1)).Select(preset => preset.Name));

    [Theory, MemberData(nameof(Names))]
    public void APresetIsDescribedAndRebuilt(string name)
    {
        var preset = Presets.Named(name);
        var net = preset.Net(preset.Example, preset.Classes);
        Assert.Equal(net, NetJson.Read(NetJson.Write(net)));
        Assert.Equal(preset.Parameters, Net.Count(preset.Of(preset.Example, preset.Classes).Net, preset.Example));
        Assert.Equal(preset.Aim switch
        {
            Aim.Reconstruction => preset.Example,
            Aim.Segmentation => preset.Example.WithLast(preset.Classes),
            Aim.Density density => [density.Mixture.Outputs(preset.Classes)],
            _ => [preset.Classes],
        }, Net.Form<float>(net, preset.Example).Output);
    }

    /// <summary>Twelve steps of Adam on eight glyphs, at a small rate: the loss of the last is below that of the first. A thousand layers take three steps on two.</summary>
    [Theory, MemberData(nameof(Small))]
    public void APresetForSmallImagesLearns(string name)
    {
        var preset = Presets.Named(name);
        var glyphs = Glyphs.Make(Key.Of(3), name == "resnet1004" ? 2 : 8);
        var net = preset.Net(preset.Example, 10);
        var optimizer = Optimizer.Adam(3e-4);
        List<double> losses = [];
        Train.Fold(Enumerable.Repeat(new Batch<float>(glyphs.Inputs, glyphs.Labels!), name == "resnet1004" ? 3 : 12),
            Train.Start<float>(net, optimizer, glyphs.Example, Key.Of(1)), Train.Step<float>(net, Loss.CrossEntropy, optimizer), at =>
            {
                losses.Add(at.Loss);
                return true;
            });
        Assert.True(losses[^1] < losses[0], string.Join(", ", losses));
    }

    [Fact]
    public void TheCommandListsThemByPattern()
    {
        Assert.Equal(ModelPreset.All.Count, Lines("models").Length);
        Assert.Matches("^vgg16 +138,357,544  224 x 224 x 3 ", Assert.Single(Lines("models", "vgg16")));
        Assert.StartsWith("lenet5           15 epochs, batch 64, adam 0.002 falling on half a wave to 1 %, decay 0.1", Assert.Single(Lines("models", "lenet*", "--recipes")), StringComparison.Ordinal);
        var one = JsonNode.Parse(Assert.Single(Lines("models", "lenet5", "--json")))![0]!;
        Assert.Equal((61706L, 64), ((long)one["parameters"]!, (int)one["batch"]!));
        Assert.Equal(2, Run(out var error, "models", "no*such"));
        Assert.StartsWith("dl: no model's name fits 'no*such'; nearest of ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada", "nadam", true)]
    [InlineData("ada*", "nadam", false)]
    [InlineData("*e-f*", "schedule-free", true)]
    [InlineData("a*b*c", "abc", true)]
    [InlineData("ab*bc", "abc", false)]
    public void AStarStandsForAnything(string pattern, string name, bool fits) => Assert.Equal(fits, Pattern.Fits(name, pattern));

    static string[] Lines(params string[] words)
    {
        Assert.Equal(0, Run(out var text, words));
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static int Run(out string text, params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var code = Program.Run(words, output, output);
        text = output.ToString();
        return code;
    }
}
