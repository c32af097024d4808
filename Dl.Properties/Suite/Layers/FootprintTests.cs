using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Layers;

/// <summary>What a layer is said to cost is what its ops do.</summary>
public sealed class FootprintTests
{
    public static TheoryData<string> Layers => new(Catalogue.Types(typeof(ILayer).Assembly, typeof(ILayer)).Where(type => type != typeof(Recompute) && Catalogue.Drawer<Func<Key, int, LayerExample>>(type) is not null).Select(type => type.Name));

    [Theory, MemberData(nameof(Layers))]
    public void MultiplyAddsAreThoseOfTheOpsThatAreRecorded(string name)
    {
        var draw = Catalogue.Drawer<Func<Key, int, LayerExample>>(Catalogue.Types(typeof(ILayer).Assembly, typeof(ILayer)).Single(type => type.Name == name))!;
        for (var i = 0UL; i < 8; i++)
        {
            var (layer, input, ids) = draw(Key.Of(i), 1 + (int)i % 5);
            if (input.Size == 0) continue;
            var initial = Train.Initial<float>(layer, Key.Of(1), input);
            // The parameters are on the tape, and so is the input: nothing is a constant.
            var mold = new Mold<float>(initial.Params);
            var start = mold.Watch(mold.Flatten(initial.Params));
            var x = ids > 0 ? Tensor<float>.Zeros(input.Batch(1)) : Key.Of(2).Normal<float>(input.Batch(1));
            var tape = start.Tape.Watch(x, 0);
            var run = layer.Apply(new Call<float>(start.Value, initial.State, Key.Of(3), Mode.Infer), ids > 0 ? x : new Var<float>(x, tape)).Run(tape);
            Assert.Equal((layer, Counted(run.Tape)), (layer, Footprint.Of(layer, input).MultiplyAdds));
        }
    }

    [Fact]
    public void WhatIsRunAgainCostsWhatItsBodyDoes() => Assert.Equal(Footprint.Of(new Dense(4), [3]), Footprint.Of(new Recompute(new Dense(4)), [3]));

    [Fact]
    public void AWholeNetworkIsTheSumOfItsLayers()
    {
        // LeNet-5's first layers: 28 x 28 places, 5 x 5 taps, 6 filters.
        Assert.Equal(28L * 28 * 25 * 6 + 14 * 14 * 6 * 10, Footprint.Of(Net.Seq(new Conv2d(6, 5, padding: Padding.Same), new MaxPool2d(2), new Flatten(), new Dense(10)), [28, 28, 1]).MultiplyAdds);
        Assert.Equal(28 * 28 * 6 + 14 * 14 * 6 * 2 + 10, Footprint.Of(Net.Seq(new Conv2d(6, 5, padding: Padding.Same), new MaxPool2d(2), new Flatten(), new Dense(10)), [28, 28, 1]).Outputs);
    }

    static long? Counted(Tape<float> tape)
    {
        var sum = 0L;
        for (var at = tape; at.Before is { } before; at = before)
            if (at.Applied is { } op)
                sum += op.Name switch
                {
                    "dense" or "matmul" => (long)at.Shape.Size * op.Input(0).Shape.Last,
                    "batch matmul" => (long)at.Shape.Size * op.Input(0).Shape.Last,
                    "conv2d" => (long)at.Shape.Size * op.Input(1).Shape.Size / op.Input(1).Shape.Last,
                    "conv transpose2d" => (long)op.Input(0).Shape.Size * op.Input(1).Shape.Size / op.Input(1).Shape.Last,
                    "locally connected2d" => (long)op.Input(1).Shape.Size,
                    _ => 0,
                };
        return sum;
    }
}
