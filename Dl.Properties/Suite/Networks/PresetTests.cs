using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Networks;

/// <summary>Networks by name take the built-in examples, and images that are too small for them with a margin.</summary>
public sealed class PresetTests
{
    static readonly Shape Digit = [28, 28, 1], Number = [1], Pixels = [28, 28, 11], Classes = [10], Densities = [new MixtureDensity(3).Outputs(1)];

    public static TheoryData<string> Names => new(ModelPreset.All.Select(preset => preset.Name));

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
}
