using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Layers;

/// <summary>What is fused, and that it trains to the same bits.</summary>
public sealed class FuseTests
{
    static readonly Activation[] Taken = [Activation.Relu, Activation.LeakyRelu, Activation.Tanh, Activation.Sigmoid];

    [Fact]
    public void TrainsToTheSameBits()
    {
        foreach (var then in Taken.Append(Activation.Gelu))
        {
            var net = Net.Seq(new Conv2d(4, 3, padding: Padding.Same), then, new Residual(new Conv2d(4, 3, padding: Padding.Same, then: then)), new Flatten(), new Dense(6), then, new Dense(3));
            Assert.Equal(Trained(net), Trained(Net.Fuse(net)));
        }
    }

    [Fact]
    public void MovesAnActivationIntoTheLayerBeforeIt()
    {
        var fused = (Seq)Net.Fuse(Net.Seq(new Dense(3), new Relu(), new Dense(2), new Gelu()));
        Assert.Equal(Activation.Relu, ((Dense)fused.Layers[0]).Then);
        Assert.IsType<Identity>(fused.Layers[1]);
        Assert.IsType<Gelu>(fused.Layers[3]);
    }

    [Fact]
    public void FusesNothingUnasked() => Assert.False(new Dense(2, Activation.Relu).Fused || new Conv2d(2, 3, then: Activation.Relu).Fused);

    static Tensor<float> Trained(ILayer net)
    {
        var step = Train.Step<float>(net, Loss.CrossEntropy, Optimizer.Adam(0.01));
        var start = Train.Start<float>(net, step.Optimizer, [5, 5, 2], Key.Of(1));
        var batches = Enumerable.Range(0, 3).Select(i => new Batch<float>(Key.Of(2).Child(i).Normal<float>([4, 5, 5, 2]), Indices.Of(0, 1, 2, i)));
        return Train.Fold(batches, start, step).Vector;
    }
}
