using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Networks;

/// <summary>Architectures have exactly the parameters of their papers, counted by shape: nothing is drawn.</summary>
public sealed class CountTests
{
    static readonly Shape Photo = [224, 224, 3], Tiny = [32, 32, 3], Digit = [28, 28, 1];

    static readonly Many<(string Name, ILayer Net, Shape Example, Shape Output, long Parameters)> Papers =
    [
        ("lenet5", LeNet5.Of(), Digit, [10], 61_706),
        ("alexnet", AlexNet.Of(), [227, 227, 3], [1000], 62_378_344),
        ("alexnet, two groups", AlexNet.Of(groups: 2), [227, 227, 3], [1000], 60_965_224),
        ("vgg16", Vgg.Of(16), Photo, [1000], 138_357_544),
        ("vgg19", Vgg.Of(19), Photo, [1000], 143_667_240),
        ("inception v1", Inception.V1(), Photo, [1000], 6_998_552),
        // A dense head sees 7 x 7 places instead of their average: 48 x 1024 x 1000 weights more.
        ("inception v1, dense head", Inception.V1(averages: false), Photo, [1000], 6_998_552 + 48 * 1024 * 1000),
        ("resnet18", ResNet.Of(18), Photo, [1000], 11_689_512),
        ("resnet34", ResNet.Of(34), Photo, [1000], 21_797_672),
        ("resnet50", ResNet.Of(50), Photo, [1000], 25_557_032),
        ("resnet101", ResNet.Of(101), Photo, [1000], 44_549_160),
        ("resnet152", ResNet.Of(152), Photo, [1000], 60_192_808),
        // With projections; the paper's shortcuts without parameters give 269,722, 853,018 and 1,727,962.
        ("resnet20", ResNet.Small(20), Tiny, [10], 269_722 + 2752),
        ("resnet56", ResNet.Small(56), Tiny, [10], 853_018 + 2752),
        ("resnet110", ResNet.Small(110), Tiny, [10], 1_727_962 + 2752),
        // In convolutions 9 times inputs times filters, two numbers a channel in nine norms, and a head.
        ("resnet, pooled", ResNet.Pooled(), Digit, [10], 9 * (65 * 32 + 160 * 64 + 320 * 128) + 2 * 3 * (32 + 64 + 128) + 3 * 3 * 128 * 10 + 10),
        ("plain20", ResNet.Small(20, ways: false), Tiny, [10], 269_722),
        ("plain56", ResNet.Small(56, ways: false), Tiny, [10], 853_018),
        ("plain110", ResNet.Small(110, ways: false), Tiny, [10], 1_727_962),
        ("densenet121", DenseNet.Of(121), Photo, [1000], 7_978_856),
        ("densenet169", DenseNet.Of(169), Photo, [1000], 14_149_480),
        ("densenet201", DenseNet.Of(201), Photo, [1000], 20_013_928),
        ("densenet121, without 1 x 1", DenseNet.Of(121, narrow: false), Photo, [1000], DenselyConnected([6, 12, 24, 16])),
        ("all convolutional", AllConvolutional.Of(), Tiny, [10], 1_369_738),
        ("u-net", UNet.Of(2), [32, 32, 1], [32, 32, 2], 31_030_658),
        ("autoencoder", Autoencoder.Dense(Digit), Digit, Digit, 784 * 256 + 256 + 256 * 784 + 784),
        ("mixture", MixtureNetwork.Of(new MixtureDensity(3), 1, [20]), [1], [9], 2 * 20 + 21 * 9),
        ("vit-ti/16", VisionTransformer.Tiny(), Photo, [1000], 5_717_416),
        // Four gates of 28 + 128 inputs and a bias, for 128 units.
        ("lstm", LstmClassifier.Of(10), Digit, [10], 4 * 128 * (28 + 128 + 1) + 1290),
        ("mlp", Mlp.Of([512, 512], 10, 0.2), Digit, [10], 669_706),
        ("logistic regression", Mlp.Of([], 10), Digit, [10], 7_850),
    ];

    public static TheoryData<string> Names => new(Papers.Select(paper => paper.Name));

    [Theory, MemberData(nameof(Names))]
    public void AnArchitectureHasTheParametersOfItsPaper(string name)
    {
        var (_, net, example, output, parameters) = Papers.Single(paper => paper.Name == name);
        var form = Net.Form<float>(net, example);
        Assert.Equal(output, form.Output);
        Assert.Equal(parameters, Tree.Size(form.Params));
    }

    [Fact]
    public void CountingAllocatesNoParameters()
    {
        var vgg = Vgg.Of(16);
        Net.Count(vgg, Photo);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(138_357_544, Net.Count(vgg, Photo));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void TheFormOfALayerIsThatOfItsStart()
    {
        var draws =
            from type in Catalogue.Types(typeof(ILayer).Assembly, typeof(ILayer))
            let draw = Catalogue.Drawer<Func<Key, int, LayerExample>>(type)
            where draw is not null
            from seed in Enumerable.Range(0, 20)
            select draw(Key.Of((ulong)seed), 1 + seed % 5);
        foreach (var drawn in draws)
        {
            var (form, start) = (Net.Form<double>(drawn.Layer, drawn.Input), drawn.Layer.Init<double>(Key.Of(1), drawn.Input));
            Assert.Equal(start.Output, form.Output);
            Assert.Equal(Leaves(start.Params), Leaves(form.Params));
            Assert.Equal(Leaves(start.State), Leaves(form.State));
        }

        static IEnumerable<(string, Role, Shape)> Leaves(ITree<double> tree) => Tree.Leaves(tree).Select(leaf => (leaf.Path, leaf.Role, leaf.Value.Shape));
    }

    [Fact]
    public void ALeafOfAFormCannotBeRead() =>
        Assert.Contains("ended", Assert.Throws<DlException>(() => Tree.Leaves(Net.Form<float>(new Dense(2), [3]).Params)[0].Value.Value.Span.Length).Message, StringComparison.Ordinal);

    // Behind the first convolution of 64 filters and a normalisation each layer of a block normalises what there is and adds 32 channels by 3 x 3; nothing narrows.
    static long DenselyConnected(int[] blocks)
    {
        var (count, channels) = (7L * 7 * 3 * 64 + 2 * 64, 64);
        foreach (var _ in Enumerable.Range(0, blocks.Sum()))
        {
            count += 2 * channels + 9 * 32 * channels;
            channels += 32;
        }
        return count + 2 * channels + 1000 * (channels + 1);
    }
}
