using System.Numerics;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Convolutions;

/// <summary>Layers of convolutions and poolings: what they refuse, what they draw from, how they are saved.</summary>
public class LayerTests
{
    public static TheoryData<ILayer, int[], string> Refused => new()
    {
        { new Conv2d(4, 3), [28, 28], "conv2d takes images (height, width, channels), not [28, 28]; a list (length, features) goes to the 1d layer, a grey image has the shape (height, width, 1)" },
        { new Conv1d(4, 3), [28, 28, 1], "conv1d takes lists (length, features), not [28, 28, 1]; images go to the 2d layer" },
        { new Conv2d(4, 5, dilation: 2), [8, 20, 1], "conv2d: the window reaches over 9 (high), but the image is 8 high; give a smaller window, more padding or a larger image" },
        { new Conv2d(4, (1, 9), padding: 1), [8, 6, 1], "conv2d: the window reaches over 9 (wide), but the image is 6 wide and 8 with padding; give a smaller window, more padding or a larger image" },
        { new Conv2d(4, 3, groups: 3), [8, 8, 3], "conv2d: 3 channels and 4 filters cannot be cut into 3 groups; give multiples of 3" },
        { new Conv2d(0, 3), [8, 8, 3], "conv2d: there is at least one filter, not 0" },
        { new Conv2d(1, 3, groups: 0), [8, 8, 3], "conv2d: there is at least one group, not 0" },
        { new Conv2d(1, 0), [8, 8, 3], "conv2d: a window is at least 1 high and wide, not 0" },
        { new Conv2d(1, 3, stride: (1, 0)), [8, 8, 3], "conv2d: a stride is at least 1, not (1, 0)" },
        { new Conv2d(1, 3, dilation: 0), [8, 8, 3], "conv2d: a dilation is at least 1 (1 is none), not 0" },
        { new Conv2d(1, 3, padding: Padding.Of(0, -1)), [8, 8, 3], "conv2d: padding is not negative, but is (0, 0, -1, -1)" },
        { new Conv2d(1, 3, padding: Padding.Same with { Top = 1 }), [8, 8, 3], "conv2d: padding is either same or four numbers, not both" },
        { new Conv1d(1, 3, padding: Padding.Of(2, 1)), [8, 3], "conv1d: a list has two ends and nothing above or below it; give (0, 0, 1, 1), not (2, 2, 1, 1)" },
        { new ConvTranspose2d(1, 3, 2, outputPadding: 2), [8, 8, 3], "conv transpose2d: output padding tells inputs apart that a stride of 2 takes to one output, and lies in 0 to 1, but is 2 (height)" },
        { new ConvTranspose2d(1, 3, 2, Padding.Same, 1), [8, 8, 3], "conv transpose2d: with padding same the output is the input times the stride; leave output padding out or give four numbers of padding" },
        { new ConvTranspose1d(1, 1, padding: 2), [3, 3], "conv transpose1d: the width of the output would be -1; give less padding or a larger window" },
        { new MaxPool2d(2, padding: 2), [8, 8, 3], "max pool2d: with padding 2 some window of 2 lies in the padding alone; pad by at most half the window" },
        { new AveragePool1d(3), [2, 3], "average pool1d: the window reaches over 3 (wide), but the image is 2 wide; give a smaller window, more padding or a larger image" },
        { new AdaptiveMaxPool2d((0, 1)), [2, 3, 1], "adaptive max pool2d: [2, 3, 1] cannot be pooled to (0, 1); both are at least 1 high and wide" },
        { new GlobalAveragePool2d(), [0, 3, 1], "global average pool2d: there is nothing to average in [0, 3, 1]" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void WhatDoesNotFitIsRefusedInOneLine(ILayer layer, int[] example, string message) =>
        Assert.Equal(message, Assert.Throws<DlException>(() => layer.Init<double>(Key.Of(1), Shape.Of(example))).Message);

    [Theory]
    [InlineData("[2, 4, 4]", "[3, 3, 1, 1]", "conv2d: images are (batch, height, width, channels), not [2, 4, 4]")]
    [InlineData("[2, 4, 4, 1]", "[3, 3, 1]", "conv2d: the kernel is (height, width, in / groups, out), not [3, 3, 1]")]
    [InlineData("[2, 4, 4, 2]", "[3, 3, 1, 1]", "conv2d: the kernel [3, 3, 1, 1] in 1 group takes 1 channels, but the images [2, 4, 4, 2] have 2")]
    public void AnOpSaysWhatItWasGiven(string images, string kernel, string message)
    {
        static Tensor<double> Of(string shape) => Tensor<double>.Ones(Shape.Of([.. shape.Trim('[', ']').Split(", ").Select(int.Parse)]));
        Assert.Equal(message, Assert.Throws<DlException>(() => Ops.Conv2d<double>(Of(images), Of(kernel), new()).Value()).Message);
    }

    public static TheoryData<string> Layers => new(Catalogue.Types(typeof(ILayer).Assembly, typeof(ILayer)).Select(type => type.Name)
        .Where(name => name.Contains("Conv", StringComparison.Ordinal) || name.Contains("Pool", StringComparison.Ordinal) || name.Contains("Locally", StringComparison.Ordinal)));

    [Theory, MemberData(nameof(Layers))]
    public void ADescriptionGivesTheLayerBack(string name)
    {
        var draw = Catalogue.Drawer<Func<Key, int, LayerExample>>(Catalogue.Types(typeof(ILayer).Assembly, typeof(ILayer)).Single(type => type.Name == name))!;
        for (var i = 0UL; i < 40; i++)
        {
            var layer = draw(Key.Of(i), 6).Layer;
            Assert.Equal(layer, NetJson.Read(NetJson.Write(layer)));
        }
    }

    [Fact]
    public void ADescriptionReadsWell()
    {
        Assert.StartsWith("""{"kind":"conv2d","filters":8,"size":[3,5],"stride":[1,1],"padding":"same","dilation":[1,1],"groups":1,"then":{"kind":"tanh"},""",
            NetJson.Write(new Conv2d(8, (3, 5), padding: Padding.Same, then: Activation.Tanh)), StringComparison.Ordinal);
        Assert.Contains("\"size\" is a list of two whole numbers, height and width, not [3]",
            Assert.Throws<DlException>(() => NetJson.Read("""{"kind":"max pool2d","size":[3],"stride":[1,1],"padding":"same","dilation":[1,1]}""")).Message, StringComparison.Ordinal);
        Assert.Contains("\"padding\" is \"same\" or a list of four whole numbers, top, bottom, left and right, not \"valid\"",
            Assert.Throws<DlException>(() => NetJson.Read("""{"kind":"max pool2d","size":[3,3],"stride":[1,1],"padding":"valid","dilation":[1,1]}""")).Message, StringComparison.Ordinal);
    }

    /// <summary>LeNet-5 as it is taught: 61,706 parameters.</summary>
    [Fact]
    public void ANetworkIsWrittenFluently()
    {
        var model = Model.Of(28, 28, 1)
            .Conv2d(6, 5, padding: 2, then: Activation.Tanh).AveragePool2d(2)
            .Conv2d(16, 5, then: Activation.Tanh).AveragePool2d(2)
            .Flatten().Dense(120, Activation.Tanh).Dense(84, Activation.Tanh).Dense(10);
        Assert.Equal(
            Net.Seq(new Conv2d(6, 5, padding: 2, then: Activation.Tanh), new AveragePool2d(2), new Conv2d(16, 5, then: Activation.Tanh), new AveragePool2d(2),
                new Flatten(), new Dense(120, Activation.Tanh), new Dense(84, Activation.Tanh), new Dense(10)),
            model.Net);
        Assert.Equal(61_706, new Mold<float>(model.Net.Init<float>(Key.Of(1), [28, 28, 1]).Params).Size);
        Assert.Equal([16, 16, 3], Model.Of(8, 8, 3).Conv2d(4, 3, 2, Padding.Same).MaxPool2d(2).ConvTranspose2d(8, 2, 2).ConvTranspose2d(3, 4, 4).Net.Init<float>(Key.Of(1), [8, 8, 3]).Output);
        Assert.Equal([5], Model.Of(8, 8, 3).Conv2d(5, 1).GlobalAveragePool2d().Net.Init<float>(Key.Of(1), [8, 8, 3]).Output);
        Assert.Equal([6, 2], Model.Of(8, 3).Conv1d(2, 3).Net.Init<float>(Key.Of(1), [8, 3]).Output);
    }

    /// <summary>I3: each layer draws its kernel with the connections of one output, and of one input.</summary>
    [Fact]
    public void KernelsAreDrawnWithTheirFans()
    {
        Fans Drawn(Func<IInitialiser, ILayer> layer, params int[] example)
        {
            var numbers = Tree.Leaves(layer(new Told()).Init<double>(Key.Of(1), Shape.Of(example)).Params)[0].Value.Value;
            return new((int)numbers[0], (int)numbers[1]);
        }
        Assert.Equal(new(3 * 5 * 4, 3 * 5 * 6), Drawn(told => new Conv2d(6, (3, 5), weight: told), 9, 9, 4));
        Assert.Equal(new(9 * 2, 9 * 3), Drawn(told => new Conv2d(6, 3, groups: 2, weight: told), 9, 9, 4));
        Assert.Equal(new(9, 9 * 2), Drawn(told => new Conv2d(8, 3, groups: 4, weight: told), 9, 9, 4));
        Assert.Equal(new(3 * 4, 3 * 6), Drawn(told => new Conv1d(6, 3, weight: told), 9, 4));
        Assert.Equal(new(9 * 4, 9 * 6), Drawn(told => new ConvTranspose2d(6, 3, weight: told), 9, 9, 4));
        Assert.Equal(new(3 * 2, 3 * 3), Drawn(told => new ConvTranspose1d(6, 3, groups: 2, weight: told), 9, 4));
        Assert.Equal(new(9 * 4, 9 * 6), Drawn(told => new LocallyConnected2d(6, 3, weight: told), 9, 9, 4));
    }

    /// <summary>Writes the fans into the weight.</summary>
    sealed record Told : IInitialiser
    {
        public double Variance(Fans fans) => 0;

        public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> =>
            Tensor<T>.From(shape, [.. Enumerable.Range(0, shape.Size).Select(i => T.CreateChecked(i == 0 ? fans.In : fans.Out))]);
    }
}
