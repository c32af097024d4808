using System.Numerics;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Convolutions;

/// <summary>Layers of convolutions and poolings: what they draw from, how they are saved.</summary>
public class LayerTests
{
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
        Assert.Equal(new(3 * 4, 3 * 6), Drawn(told => new LocallyConnected1d(6, 3, weight: told), 9, 4));
    }

    /// <summary>Writes the fans into the weight.</summary>
    sealed record Told : IInitialiser
    {
        public double Variance(Fans fans) => 0;

        public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> =>
            Tensor<T>.From(shape, [.. Enumerable.Range(0, shape.Size).Select(i => T.CreateChecked(i == 0 ? fans.In : fans.Out))]);
    }
}
