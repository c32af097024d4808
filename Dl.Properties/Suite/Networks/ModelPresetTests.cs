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
    static readonly Shape Digit = [28, 28, 1], Number = [1], Pixels = [28, 28, 11], Classes = [10], Densities = [new MixtureDensity(3).Outputs(1)];

    public static TheoryData<string> Names => new(ModelPreset.All.Select(preset => preset.Name));

    public static TheoryData<string> Small => new(ModelPreset.All.Where(preset => preset.IsClassifier && preset.Example == Digit).Select(preset => preset.Name));

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

    [Theory, MemberData(nameof(Names))]
    public void EachTakesTheBuiltInExamplesAndSaysHowWellItLearnsThem(string name)
    {
        var preset = Presets.Named(name);
        var (example, size, output) = preset.Aim switch
        {
            Aim.Density => (Number, 1, Densities),
            Aim.Reconstruction => (Digit, 1, Digit),
            Aim.Segmentation => (Digit, 11, Pixels),
            _ => (Digit, 10, Classes),
        };
        Assert.Equal(output, Net.Form<float>(preset.Of(example, size).Net, example).Output);
        Assert.NotEmpty(preset.Measured);
    }

    /// <summary>The margin is needed, and where five halvings in a row do not ask for 32 it is the least that will do; at the size of the paper there is none.</summary>
    [Theory]
    [InlineData("alexnet", 66, 67)]
    [InlineData("alexnet-groups", 66, 67)]
    [InlineData("vgg16", 31, 32)]
    [InlineData("vgg19", 31, 32)]
    [InlineData("densenet121", 28, 32)]
    [InlineData("vit-tiny", 31, 32)]
    public void AMarginBringsAnImageToWhatTheNetworkTakes(string name, int refused, int side)
    {
        var preset = Presets.Named(name);
        var layers = Assert.IsType<Seq>(preset.Net(Digit, 10)).Layers;
        var margin = Assert.IsType<Pad2d>(layers[0]).Padding;
        Assert.Equal((side, side), (28 + margin.Top + margin.Bottom, 28 + margin.Left + margin.Right));
        Assert.Equal<Shape>([10], Net.Form<float>(layers[1], [side, side, 1]).Output);
        Assert.Throws<DlException>(() => Net.Form<float>(layers[1], [refused, side, 1]));
        Assert.Equal(layers[1], preset.Net([side, side, 1], 10));
        Assert.Equal(layers[1], preset.Net(preset.Example, 10));
    }

    /// <summary>A U-Net gives an output for each pixel of images of any size; where it divides them it is the plain one.</summary>
    [Fact]
    public void AUNetTakesImagesOfAnySize()
    {
        foreach (var example in (Shape[])[[30, 33, 1], [1, 1, 3], [15, 16, 1], [16, 16, 2]])
        {
            var net = UNet.Of(example, 5, 2, 3);
            Assert.Equal<Shape>([example[0], example[1], 5], Net.Form<float>(net, example).Output);
            Assert.Equal(Net.Count(UNet.Of(5, 2, 3), [8, 8, example[2]]), Net.Count(net, example));
        }
        Assert.Equal<ILayer>(UNet.Of(5, 2, 3), UNet.Of([16, 8, 1], 5, 2, 3));
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
