using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Layers;

/// <summary>What is fused, and that it trains to the same bits.</summary>
public sealed class FuseTests
{
    static readonly Activation[] All =
    [
        Activation.Relu, Activation.LeakyRelu, new LeakyRelu(-0.5), Activation.Relu6, Activation.Elu, Activation.Selu, Activation.Gelu, Activation.GeluTanh, Activation.Silu,
        Activation.Mish, Activation.Softplus, Activation.Tanh, Activation.Softsign, Activation.HardTanh, Activation.Sigmoid, Activation.LogSigmoid, Activation.HardSigmoid,
        Activation.HardSwish, new Swish(2), Activation.Softmax, Activation.LogSoftmax, Activation.Step,
    ];

    [Fact]
    public void TrainsToTheSameBits()
    {
        foreach (var then in All)
        {
            var net = Net.Seq(new Conv2d(4, 3, padding: Padding.Same), then, new Residual(new Conv2d(4, 3, padding: Padding.Same, then: then)), new Flatten(), new Dense(6), then, new Dense(3));
            Assert.Equal(Trained(net), Trained(Net.Fuse(net)));
        }
    }

    [Fact]
    public void MovesAnActivationIntoTheLayerBeforeIt()
    {
        foreach (var then in All)
        {
            var fused = (Seq)Net.Fuse(Net.Seq(new Dense(3), then, new Conv2d(2, 3), then));
            Assert.Equal(then, ((Dense)fused.Layers[0]).Then);
            Assert.Equal(then, ((Conv2d)fused.Layers[2]).Then);
            Assert.IsType<Identity>(fused.Layers[1]);
            Assert.IsType<Identity>(fused.Layers[3]);
        }
    }

    /// <summary>One op is recorded where there were two.</summary>
    [Fact]
    public void RecordsOneOp()
    {
        var x = Key.Of(1).Normal<double>([2, 3]);
        foreach (var then in All)
        {
            var (plain, fused) = (Recorded(new Dense(3, then), x), Recorded(Net.Fuse(new Dense(3, then)), x));
            Assert.Equal(["linear then"], fused);
            Assert.Equal(2, plain.Length);
        }
    }

    /// <summary>An activation that is written as several ops stays behind its layer, and an op that is asked to take it says so.</summary>
    [Fact]
    public void LeavesWhatIsSeveralOps()
    {
        var net = Net.Seq(new Dense(3), new Twice());
        Assert.Equal(net, Net.Fuse(net) is Seq seq ? Net.Seq((Dense)seq.Layers[0] with { Fused = false }, seq.Layers[1]) : null);
        var error = Assert.Throws<DlException>(() => new LinearThenOp(new DenseOp(), new Twice()).Rule<double>([Tensor<double>.Ones([1, 2]), Tensor<double>.Ones([2, 2]), Tensor<double>.Ones([2])]));
        Assert.Contains("twice is not one op of its input", error.Message, StringComparison.Ordinal);
    }

    sealed record Twice() : Activation("twice")
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> x) => Functional.Ops.Tanh(x).Bind(Functional.Ops.Tanh);
    }

    static string[] Recorded(ILayer layer, Tensor<double> x)
    {
        var start = layer.Init<double>(Key.Of(1), [3]);
        var watched = new Mold<double>(start.Params).Watch(new Mold<double>(start.Params).Flatten(start.Params));
        var end = layer.Apply(new Call<double>(watched.Value, start.State, Key.Of(1), Mode.Train), x).Run(watched.Tape);
        return [.. end.Tape.Names.Take(end.Tape.Count - watched.Tape.Count)];
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
