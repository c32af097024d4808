using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Networks;

/// <summary>Blocks whose last scale begins at zero begin as their way around, and learn all the same.</summary>
public sealed class ZeroStartTests
{
    static readonly Residual Block = Net.Residual(Net.Seq(new Dense(3, Activation.Relu), new Dense(3), new BatchNorm { ScaleStart = 0 }));

    [Fact]
    public void ABlockBeginsAsTheIdentity()
    {
        var x = Key.Of(1).Normal<float>([5, 3]);
        var start = Block.Init<float>(Key.Of(2), [3]);
        Assert.Equal(x, Net.Infer(Block, start.Params, start.State, x));
        var plain = Net.Residual(Net.Seq(new Dense(3, Activation.Relu), new Dense(3), new BatchNorm()));
        Assert.NotEqual(x, Net.Infer(plain, plain.Init<float>(Key.Of(2), [3]).Params, start.State, x));
    }

    /// <summary>The gradient of the scale is not zero where the scale is, so that the block leaves the identity.</summary>
    [Fact]
    public void ABlockThatBeginsAtZeroLearns()
    {
        var (net, optimizer) = (ResNet.Small(8, 10, 2, zero: true), Optimizer.Adam(1e-2));
        var glyphs = Glyphs.Make(Key.Of(3), 16);
        var start = Train.Start<float>(net, optimizer, glyphs.Example, Key.Of(1));
        var learner = Train.Fold(Enumerable.Repeat(new Batch<float>(glyphs.Inputs, glyphs.Labels!), 3), start, Train.Step<float>(net, Loss.CrossEntropy, optimizer), _ => true);
        var scales = Tree.Leaves(learner.Params).Zip(Tree.Leaves(start.Params)).Where(pair => pair.Second.Value.Value.Span.ToArray().All(x => x == 0) && pair.Second.Path.EndsWith("scale", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, scales.Length);
        Assert.All(scales, pair => Assert.DoesNotContain(0f, pair.First.Value.Value.Span.ToArray()));
    }

    [Fact]
    public void ItIsWrittenDownAndRefusedWhereAllWouldBeZero()
    {
        var net = ResNet.Small(8, zero: true);
        Assert.Equal(net, NetJson.Read(NetJson.Write(net)));
        Assert.DoesNotContain("scaleStart", NetJson.Write(ResNet.Small(8)), StringComparison.Ordinal);
        Assert.Equal("a plain network whose blocks begin at zero gives zeros; leave one of them out", Assert.Throws<DlException>(() => ResNet.Small(8, ways: false, zero: true)).Message);
    }
}
