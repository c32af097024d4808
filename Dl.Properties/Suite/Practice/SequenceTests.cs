using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Practice;

/// <summary>Sequences: what they can learn, how long they may be.</summary>
public sealed class SequenceTests
{
    /// <summary>A thousand steps, forward and back, on a stack of 256 KB.</summary>
    [Fact]
    public void LongSequencesNeedNoDeepStack()
    {
        var losses = new List<double>();
        var thread = new Thread(() =>
        {
            foreach (var layer in new ILayer[] { new Rnn(2, Steps.Last), new Lstm(2), new Gru(2, Steps.Last), new Bidirectional(new Rnn(2)) })
            {
                var start = layer.Init<double>(Key.Of(1), [1000, 1]);
                var graded = Gradient.Of(start.Params, p => layer.Apply<double>(new(p, start.State, Key.Of(0), Mode.Train), Key.Of(2).Normal<double>([1, 1000, 1])).Bind(result => Ops.Sum(result.Output)));
                losses.Add(Tree.Leaves(graded.Gradient).Sum(leaf => leaf.Value.Value.Span.ToArray().Sum(Math.Abs)));
            }
        }, 256 << 10);
        thread.Start();
        thread.Join();
        Assert.Equal(4, losses.Count);
        Assert.All(losses, loss => Assert.True(loss > 0 && double.IsFinite(loss)));
    }

    /// <summary>A row of the batch is as long as the batch, whatever the length at the start.</summary>
    [Fact]
    public void TheNumberOfStepsMayDifferFromBatchToBatch()
    {
        var layer = new Gru(3);
        var parameters = layer.Init<double>(Key.Of(1), [5, 2]).Params;
        var x = Key.Of(2).Normal<double>([1, 9, 2]);
        var whole = Net.Infer(layer, parameters, Empty<double>.It, x);
        Assert.True(Net.Infer(layer, parameters, Empty<double>.It, x.View(0, [1, 4, 2])).Equals(whole.View(0, [1, 4, 3])));
    }

    /// <summary>A sequence of no time leaves the state where it began; lengths that are not those of the batch are refused.</summary>
    [Fact]
    public void LengthsFitTheBatch()
    {
        var layer = new Lstm(2, Steps.Last);
        var mold = new Mold<double>(layer.Init<double>(Key.Of(1), [3, 1]).Params);
        var call = new Call<double>(mold.Pour(Tensor<double>.Ones([mold.Size])), Empty<double>.It, Key.Of(0), Mode.Infer);
        var x = Key.Of(2).Normal<double>([2, 3, 1]);
        Tensor<double> At(params int[] lengths) => layer.Apply<double>(call, x, Indices.Of(lengths)).Value().Output.Value;
        Assert.True(At(3, 3).SameBits(layer.Apply<double>(call, x).Value().Output.Value));
        Assert.Equal([0, 0], At(3, 0).Span[2..].ToArray());
        Assert.Equal("lstm: 2 sequences have lengths of the shape [2], not [3]", Assert.Throws<DlException>(() => At(1, 2, 3)).Message);
        Assert.Equal("lstm: sequence 1 is 4 long, but a length is from 0 to the 3 times of the batch", Assert.Throws<DlException>(() => At(3, 4)).Message);
        Assert.Equal("lstm: sequence 0 is -1 long, but a length is from 0 to the 3 times of the batch", Assert.Throws<DlException>(() => At(-1, 3)).Message);
    }

    /// <summary>Which of two ids came first, ten steps ago: only what remembers knows.</summary>
    [Theory]
    [InlineData("rnn")]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("attention")]
    public void WhatRemembersLearnsWhatCameFirst(string kind)
    {
        var memory = kind switch
        {
            "rnn" => Net.Seq(new Rnn(12, Steps.Last)),
            "lstm" => Net.Seq(new Lstm(8, Steps.Last)),
            "gru" => Net.Seq(new Gru(8, Steps.Last)),
            _ => Net.Seq(new PositionalEmbedding(), new ClassToken(), new MultiHeadAttention(2), new OneToken()),
        };
        var net = Net.Seq(new Embedding(4, 6), memory, new Dense(2));
        var step = Train.Step<float>(net, Loss.CrossEntropy, Optimizer.Adam(0.01));
        var end = Train.Fold(Enumerable.Range(0, 300).Select(i => First(Key.Of((ulong)i + 9))), Train.Start<float>(net, step.Optimizer, [10], Key.Of(1)), step);
        Assert.True(end.Loss < 0.2, $"{kind}: {end.Loss}");

        static Batch<float> First(Key key)
        {
            const int items = 32, times = 10;
            var ids = Indices.From([items, times], [.. Enumerable.Range(0, items * times).Select(i => i % times == 0 ? key.Below(2, i) : 2 + key.Below(2, i))]);
            return new(Embedding.Batch<float>(ids), Indices.Of([.. Enumerable.Range(0, items).Select(item => ids[item * times])]));
        }
    }

    /// <summary>Padding that is hidden changes nothing, and a query that sees nothing gives the bias alone.</summary>
    [Fact]
    public void PaddingIsHiddenFromAttention()
    {
        var layer = new MultiHeadAttention(2);
        var parameters = layer.Init<double>(Key.Of(1), [4, 4]).Params;
        var call = new Call<double>(parameters, Empty<double>.It, Key.Of(0), Mode.Infer);
        Tensor<double> Of(Tensor<double> x, Indices seen) => layer.Apply(call, x, seen).Value().Output.Value;
        var (x, other) = (Key.Of(2).Normal<double>([1, 4, 4]), Key.Of(3).Normal<double>([1, 4, 4]));
        var mixed = Tensor<double>.From(x.Shape, [.. x.Span[..8], .. other.Span[8..]]);
        var seen = Indices.From([1, 4], [1, 1, 0, 0]);
        Assert.True(Of(x, seen).View(0, [2, 4]).Equals(Of(mixed, seen).View(0, [2, 4])));
        Assert.All(Of(x, Indices.From([1, 4], [0, 0, 0, 0])).Span.ToArray(), y => Assert.Equal(0, y));
    }

    /// <summary>L11 for attention with queries of its own: keys and values may come in any order.</summary>
    [Fact]
    public void KeysAndTheirValuesMayComeInAnyOrder()
    {
        for (var i = 0; i < 50; i++)
        {
            var key = Key.Of((ulong)i);
            Tensor<double> q = key.Child(0).Normal<double>([2, 3, 4]), k = key.Child(1).Normal<double>([2, 5, 4]), v = key.Child(2).Normal<double>([2, 5, 3]);
            var order = key.Child(3).Permutation(5);
            Tensor<double> Moved(Tensor<double> x) => Ops.Take<double>(x, order, 1).Value().Value;
            var verdict = Verdict.Close(Ops.Attention<double>(q, Moved(k), Moved(v)).Value().Value, Ops.Attention<double>(q, k, v).Value().Value, 1e-14, () => $"keys in the order {order}");
            Assert.Equal(Finding.Holds, verdict.Finding);
        }
    }

    [Fact]
    public void ABlockOfATransformerObeysTheLawsOfLayers() => LayerLaws.Hold(Transformer.Block(2, 2, 3, causal: true, dropout: 0.25), [2, 2], new(Cases: 5));

    [Fact]
    public void AVisionTransformerIsAComposition()
    {
        var net = Net.Seq(new PatchEmbedding(4, 8), new ClassToken(), new PositionalEmbedding(), new Repeat(2, Transformer.Block(8, 2, 16)), new LayerNorm(), new OneToken(), new Dense(10));
        Assert.Equal(Shape.Of(10), net.Init<float>(Key.Of(1), [8, 12, 3]).Output);
    }

    /// <summary>A step of k positions turns each pair of waves by the same angle wherever it begins.</summary>
    [Fact]
    public void WavesTurn()
    {
        const int features = 6, k = 3;
        var waves = new SinusoidalPositions().Waves<double>(20, features);
        for (var t = 0; t + k < 20; t++)
            for (var pair = 0; pair < features; pair += 2)
            {
                var (sin, cos) = Math.SinCos(k / Math.Pow(10000, pair / (double)features));
                double At(int time, int i) => waves[time * features + pair + i];
                Assert.Equal(At(t, 0) * cos + At(t, 1) * sin, At(t + k, 0), 1e-13);
                Assert.Equal(At(t, 1) * cos - At(t, 0) * sin, At(t + k, 1), 1e-13);
            }
    }

    /// <summary>Patches are the places of a convolution whose stride is its kernel.</summary>
    [Fact]
    public void PatchesAreTiles()
    {
        var layer = new PatchEmbedding(2, 4);
        var image = Tensor<double>.From([1, 4, 6, 2], [.. Enumerable.Range(0, 48).Select(i => (double)i)]);
        var identity = Tensor<double>.From([8, 8], [.. Enumerable.Range(0, 64).Select(i => i % 9 == 0 ? 1.0 : 0.0)]);
        var patches = Net.Infer(layer with { Units = 8 }, new DenseParams<double>(identity, Tensor<double>.Zeros([8])), Empty<double>.It, image);
        Assert.Equal(Shape.Of(1, 6, 8), patches.Shape);
        // The second patch of the second row: rows 2 and 3, columns 2 and 3, both channels.
        Assert.Equal([28, 29, 30, 31, 40, 41, 42, 43], patches.Span.Slice(4 * 8, 8).ToArray());
    }
}
