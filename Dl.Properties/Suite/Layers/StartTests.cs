using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Layers;

/// <summary>What layers begin with where little is said: the short ways to write them, what their parameters start from, and what is added without parameters.</summary>
public class StartTests
{
    [Fact]
    public void TheShortWayIsTheLongOne()
    {
        var (relu, none, same) = (Activation.Relu, Activation.None, Padding.Same);
        Assert.Equal(new Dense(2, relu, He.Normal), new Dense(2, relu));
        Assert.Equal(new Dense(2, none, Glorot.Uniform), new Dense(2));
        Assert.Equal(new Conv1d(2, 3, 1, default, 1, 1, none, Glorot.Uniform, true), new Conv1d(2, 3));
        Assert.Equal(new Conv1d(2, 3, 4, same, 5, 2, relu, He.Normal, false), new Conv1d(2, 3, 4, same, 5, 2, relu, bias: false));
        Assert.Equal(new Conv2d(2, 3, 1, default, 1, 1, none, Glorot.Uniform, true), new Conv2d(2, 3));
        Assert.Equal(new Conv2d(2, 3, 4, same, 5, 2, relu, He.Normal, false), new Conv2d(2, 3, 4, same, 5, 2, relu, bias: false));
        Assert.Equal(new ConvTranspose1d(2, 3, 1, default, 0, 1, 1, none, Glorot.Uniform, true), new ConvTranspose1d(2, 3));
        Assert.Equal(relu, new ConvTranspose1d(2, 3, then: relu).Then);
        Assert.Equal(He.Normal, new ConvTranspose1d(2, 3, then: relu).Weight);
        Assert.Equal(new ConvTranspose2d(2, 3, 1, default, 0, 1, 1, none, Glorot.Uniform, true), new ConvTranspose2d(2, 3));
        Assert.Equal(relu, new ConvTranspose2d(2, 3, then: relu).Then);
        Assert.Equal(He.Normal, new ConvTranspose2d(2, 3, then: relu).Weight);
        Assert.Equal(new LocallyConnected1d(2, 3, 4, same, 5, relu, He.Normal, true), new LocallyConnected1d(2, 3, 4, same, 5, relu));
        Assert.Equal(new LocallyConnected1d(2, 3, 1, default, 1, none, Glorot.Uniform, true), new LocallyConnected1d(2, 3));
        Assert.Equal(new LocallyConnected2d(2, 3, 4, same, 5, relu, He.Normal, true), new LocallyConnected2d(2, 3, 4, same, 5, relu));
        Assert.Equal(new LocallyConnected2d(2, 3, 1, default, 1, none, Glorot.Uniform, true), new LocallyConnected2d(2, 3));
        Assert.Equal(new MaxPool1d(3, 3, default, 1), new MaxPool1d(3));
        Assert.Equal(new MaxPool1d(3, 2, same, 4), new MaxPool1d(3, 2, same, 4));
        Assert.Equal((2, 4), (new MaxPool1d(3, stride: 2).Stride, new MaxPool1d(3, dilation: 4).Dilation));
        Assert.Equal(new MaxPool2d(3, 3, default, 1), new MaxPool2d(3));
        Assert.Equal(((Extent)2, (Extent)4), (new MaxPool2d(3, stride: 2).Stride, new MaxPool2d(3, dilation: 4).Dilation));
        Assert.Equal((3, 2), (new AveragePool1d(3).Stride, new AveragePool1d(3, stride: 2).Stride));
        Assert.Equal(((Extent)3, (Extent)2), (new AveragePool2d(3).Stride, new AveragePool2d(3, stride: 2).Stride));
    }

    /// <summary>Every gate is drawn for itself: of an orthogonal start each gate's square is orthogonal, and no two gates are equal.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public void EachGateIsOrthogonal(int gates)
    {
        const int units = 3;
        ILayer layer = gates == 4 ? new Lstm(units) : new Gru(units);
        var square = Tree.Leaves(layer.Init<double>(Key.Of(1), [5, 2]).Params).First(leaf => leaf.Value.Value.Shape == Shape.Of(units, gates * units)).Value.Value;
        for (var gate = 0; gate < gates; gate++)
            for (var i = 0; i < units; i++)
                for (var j = 0; j < units; j++)
                    Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, units).Sum(row => At(row, gate, i) * At(row, gate, j)), 1e-12);
        Assert.NotEqual(At(0, 0, 0), At(0, 1, 0), 1e-3);

        double At(int row, int gate, int unit) => square[row * gates * units + gate * units + unit];
    }

    /// <summary>The forget gate begins open, all others begin at zero (Jozefowicz, Zaremba and Sutskever, 2015).</summary>
    [Fact]
    public void TheForgetGateBeginsOpen()
    {
        var bias = Tree.Leaves(new Lstm(2, Glorot.Uniform, new Orthogonal(), ForgetBias: 1.5).Init<double>(Key.Of(1), [5, 2]).Params).First(leaf => leaf.Role == Role.Bias).Value.Value;
        Assert.Equal([0, 0, 1.5, 1.5, 0, 0, 0, 0], bias.Span.ToArray());
    }

    /// <summary>sin(t / L^(2i / d)) and cos(t / L^(2i / d)) (Vaswani et al., 2017, section 3.5), with an even and an odd number of features.</summary>
    [Fact]
    public void WavesAreThoseOfThePaper()
    {
        var four = new SinusoidalPositions().Waves<double>(3, 4);
        Assert.Equal(Shape.Of(3, 4), four.Shape);
        double[] wanted = [0, 1, 0, 1, Math.Sin(1), Math.Cos(1), Math.Sin(0.01), Math.Cos(0.01), Math.Sin(2), Math.Cos(2), Math.Sin(0.02), Math.Cos(0.02)];
        Assert.All(wanted.Zip(four.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        var three = new SinusoidalPositions(8).Waves<double>(2, 3);
        Assert.All(new[] { 0, 1, 0, Math.Sin(1), Math.Cos(1), Math.Sin(0.25) }.Zip(three.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        var net = new SinusoidalPositions();
        Assert.Equal(four, Net.Infer(net, Empty<double>.It, Empty<double>.It, Tensor<double>.Zeros([1, 3, 4])).Reshape([3, 4]));
    }
}
