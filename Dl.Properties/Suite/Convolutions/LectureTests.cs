using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Convolutions;

/// <summary>What lectures print about convolutions.</summary>
public class LectureTests
{
    /// <summary>An image of 7 x 7 with a face in it under a detector of 3 x 3, and what comes out, worked out by hand: the 4 is where the whole pattern lies.</summary>
    [Fact]
    public void AFeatureDetectorFindsItsPattern()
    {
        var image = Tensor<double>.Of([1, 7, 7, 1],
            0, 0, 0, 0, 0, 0, 0,
            0, 1, 0, 0, 0, 1, 0,
            0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 1, 0, 0, 0,
            0, 1, 0, 0, 0, 1, 0,
            0, 0, 1, 1, 1, 0, 0,
            0, 0, 0, 0, 0, 0, 0);
        var detector = Tensor<double>.Of([3, 3, 1, 1], 0, 0, 1, 1, 0, 0, 0, 1, 1);
        Assert.Equal(Tensor<double>.Of([1, 5, 5, 1],
            0, 1, 0, 0, 0,
            0, 1, 1, 1, 0,
            1, 0, 0, 2, 1,
            1, 4, 2, 1, 0,
            0, 0, 1, 2, 1), Ops.Conv2d<double>(image, detector, new()).Value().Value);
    }

    /// <summary>The image of 5 x 5 whose first convolved feature is the 4 that is printed.</summary>
    [Fact]
    public void TheFirstConvolvedFeatureIsFour()
    {
        var image = Tensor<double>.Of([1, 5, 5, 1],
            1, 1, 1, 0, 0,
            0, 1, 1, 1, 0,
            0, 0, 1, 1, 1,
            0, 0, 1, 1, 0,
            0, 1, 1, 0, 0);
        var features = Ops.Conv2d<double>(image, Tensor<double>.Of([3, 3, 1, 1], 1, 0, 1, 0, 1, 0, 1, 0, 1), new()).Value().Value;
        Assert.Equal(4, features[0]);
        Assert.Equal(Tensor<double>.Of([1, 3, 3, 1], 4, 3, 4, 2, 4, 3, 2, 3, 4), features);
    }

    /// <summary><c>(input - kernel + 2 padding) / stride + 1</c> as printed where it is whole, and its floor where it is not.</summary>
    [Fact]
    public void TheOutputSizeIsTheFloorOfTheFormula()
    {
        for (var input = 1; input <= 12; input++)
            for (var size = 1; size <= 5; size++)
                for (var padding = 0; padding <= 2; padding++)
                    for (var stride = 1; stride <= 4; stride++)
                    {
                        var printed = (input - size + 2 * padding) / (double)stride + 1;
                        if (input + 2 * padding < size) continue;
                        Assert.Equal([(int)Math.Floor(printed), 3], new Conv1d(3, size, stride, padding).Init<double>(Key.Of(1), [input, 2]).Output);
                        Assert.Equal([(int)Math.Floor(printed), (int)Math.Floor(printed), 3], new Conv2d(3, size, stride, padding).Init<double>(Key.Of(1), [input, input, 2]).Output);
                        if (padding * 2 <= size) Assert.Equal([(int)Math.Floor(printed), 2], new MaxPool1d(size, stride, padding).Init<double>(Key.Of(1), [input, 2]).Output);
                    }
    }

    /// <summary>The three kernels of the slide: edges of a flat picture are none, what sharpens or blurs sums to one.</summary>
    [Fact]
    public void KnownKernelsDoWhatTheySay()
    {
        var flat = Tensor<double>.Full([2, 5, 4, 3], 7);
        double Middle(Tensor<double> picture) => picture[(1 * 4 + 1) * 3 + 2];
        Assert.Equal(0, Middle(Filters.Apply(flat, Filters.EdgeDetection<double>())));
        Assert.Equal(7, Middle(Filters.Apply(flat, Filters.Sharpen<double>())));
        Assert.Equal(7, Middle(Filters.Apply(flat, Filters.GaussianBlur<double>())));
        var point = Tensor<double>.Of([1, 3, 3, 1], 0, 0, 0, 0, 16, 0, 0, 0, 0);
        Assert.Equal(Tensor<double>.Of([1, 3, 3, 1], 1, 2, 1, 2, 4, 2, 1, 2, 1), Filters.Apply(point, Filters.GaussianBlur<double>()));
        Assert.Equal(Tensor<double>.Of([1, 3, 3, 1], -16, -16, -16, -16, 128, -16, -16, -16, -16), Filters.Apply(point, Filters.EdgeDetection<double>()));
    }

    /// <summary>From 6 x 6 x 2 to 4 x 4 x 3 by windows of 3 x 3: a dense layer connects all with all; limited connectivity keeps 3 x 3 x 2 connections an
    /// output, each with its weight; sharing keeps the connections and has one kernel for all places.</summary>
    [Fact]
    public void LimitedConnectivityAndSharingSaveWeights()
    {
        const int inputs = 6 * 6 * 2, outputs = 4 * 4 * 3, taps = 3 * 3 * 2;
        Assert.Equal((inputs * outputs, inputs * outputs), Count(Net.Seq(new Flatten(), new Dense(outputs).WithoutBias())));
        Assert.Equal((taps * outputs, taps * outputs), Count(new LocallyConnected2d(3, 3, bias: false)));
        Assert.Equal((taps * outputs, taps * 3), Count(new Conv2d(3, 3, bias: false)));
        Assert.Equal((3456, 864, 54), (inputs * outputs, taps * outputs, taps * 3));
    }

    // The pairs of an input and an output of which one moves the other, and the number of weights.
    static (int Connections, int Weights) Count(ILayer layer)
    {
        var start = layer.Init<double>(Key.Of(3), [6, 6, 2]);
        var image = Key.Of(4).Uniform<double>([1, 6, 6, 2], 1, 2);
        var connections = 0;
        for (var output = 0; output < start.Output.Size; output++)
        {
            var only = output;
            var gradient = Gradient.Pull(Leaves<double>.Of(image), leaves => layer.Apply(new Call<double>(start.Params, start.State, Key.Of(0), Mode.Infer), leaves[0]).Map(result => result.Output),
                y => Tensor<double>.From(y.Shape, [.. Enumerable.Range(0, y.Shape.Size).Select(i => i == only ? 1.0 : 0)])).Gradient;
            connections += gradient[0].Value.Span.ToArray().Count(x => x != 0);
        }
        return (connections, new Mold<double>(start.Params).Size);
    }
}
