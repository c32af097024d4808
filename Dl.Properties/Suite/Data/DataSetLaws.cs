using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class DataSetLaws : Files
{
    public static TheoryData<int, double[]> Splits => new()
    {
        { 1, [1] }, { 10, [0.8, 0.2] }, { 97, [0.5, 0.25, 0.25] }, { 150, [0.7, 0.15, 0.15] }, { 3, [0.1, 0.9] }, { 1000, [0.1, 0.2, 0.3, 0.4] },
    };

    [Theory, MemberData(nameof(Splits))]
    public void PartsOfASplitAreDisjointAndComplete(int count, double[] fractions)
    {
        for (var seed = 0UL; seed < 5; seed++)
        {
            var data = Numbered(count);
            var parts = data.Split(Key.Of(seed), fractions);
            Assert.Equal(Enumerable.Range(0, count), parts.SelectMany(Numbers).Order());
            for (var k = 0; k < fractions.Length; k++) Assert.InRange(parts[k].Count, fractions[k] * count - 1, fractions[k] * count + 1);
        }
    }

    [Theory, MemberData(nameof(Splits))]
    public void PartsOfAStratifiedSplitAreDisjointAndCompleteAndFair(int count, double[] fractions)
    {
        for (var seed = 0UL; seed < 5; seed++)
        {
            var data = Numbered(count);
            var parts = data.SplitStratified(Key.Of(seed), fractions);
            Assert.Equal(Enumerable.Range(0, count), parts.SelectMany(Numbers).Order());
            for (var k = 0; k < fractions.Length; k++)
            {
                Assert.InRange(parts[k].Count, fractions[k] * count - 1, fractions[k] * count + 1);
                for (var c = 0; c < data.Classes.Count; c++)
                    Assert.InRange(parts[k].CountByClass[c], fractions[k] * data.CountByClass[c] - 2, fractions[k] * data.CountByClass[c] + 2);
            }
        }
    }

    [Fact]
    public void EveryOperationKeepsInputAndTargetTogether()
    {
        var data = Numbered(50);
        foreach (var other in new[] { data.Shuffle(Key.Of(1)), data.Take(7), data.Slice(3, 30), data.At(Indices.Of(4, 4, 49)), data.SplitStratified(Key.Of(2), 0.5, 0.5)[1] })
            Assert.All(Numbers(other).Select((number, i) => (number, i)), at => Assert.Equal(at.number % 3, other.Labels![at.i]));
        var line = DataSet.Regression(data.Inputs, data.Inputs, "line");
        foreach (var other in new[] { line.Shuffle(Key.Of(1)), line.Slice(3, 30), line.Split(Key.Of(2), 0.5, 0.5)[1] })
            Assert.Equal(other.Inputs, other.Values);
    }

    [Fact]
    public void ShuffleIsAPermutationDrawnFromTheKey()
    {
        var data = Numbered(100);
        Assert.Equal(Enumerable.Range(0, 100), Numbers(data.Shuffle(Key.Of(1))).Order());
        Assert.Equal(data.Shuffle(Key.Of(1)), data.Shuffle(Key.Of(1)));
        Assert.NotEqual(data.Shuffle(Key.Of(1)), data.Shuffle(Key.Of(2)));
        Assert.NotEqual(data.Split(Key.Of(1), 0.5, 0.5), data.Split(Key.Of(2), 0.5, 0.5));
        Assert.NotEqual(data.SplitStratified(Key.Of(1), 0.5, 0.5), data.SplitStratified(Key.Of(2), 0.5, 0.5));
    }

    [Fact]
    public void OperationsLeaveTheSetAsItWas()
    {
        var data = Numbered(20);
        _ = (data.Shuffle(Key.Of(1)), data.Take(3), data.Split(Key.Of(1), 0.5, 0.5), data.Named("other"));
        Assert.Equal(Numbered(20), data);
    }

    [Fact]
    public void ItSaysWhatItIs()
    {
        Assert.Equal("numbered: 20 x [1], 3 classes", Numbered(20).ToString());
        Assert.Equal("line: 5 x [1], values [1]", DataSet.Regression(Numbered(5).Inputs, Numbered(5).Inputs, "line").ToString());
        Assert.Equal([2, 2, 1], Numbered(5).CountByClass);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var (data, inputs) = (Numbered(10), Tensor<float>.Zeros([2, 4]));
        Fails("s: 2 inputs need labels of shape [2], but the labels are [3]", () => DataSet.Classified(inputs, Indices.Of(0, 0, 0), ["a"], "s"));
        Fails("s: example 1 has the label 2, outside 0..1 of its 2 classes", () => DataSet.Classified(inputs, Indices.Of(0, 2), ["a", "b"], "s"));
        Abroad(() => Fails("s: example 1 has the label -2, outside 0..1 of its 2 classes", () => DataSet.Classified(inputs, Indices.Of(0, -2), ["a", "b"], "s")));
        Fails("s: 2 inputs need values of shape [2, ...], but the values are [3, 1]", () => DataSet.Regression(inputs, Tensor<float>.Zeros([3, 1]), "s"));
        Fails("s: inputs are N x the shape of an example, such as [150, 4], but these are [8]", () => DataSet.Regression(inputs.Reshape([8]), inputs, "s"));
        Fails("numbered: 10 examples cannot take 2 inputs", () => data.WithInputs(inputs));
        Fails("numbered: 11 examples from 0 on are not inside its 10 examples", () => data.Take(11));
        Fails("numbered: 2 examples from 9 on are not inside its 10 examples", () => data.Slice(9, 2));
        Fails("numbered: there is no example 10 among its 10 examples", () => data.At(Indices.Of(10)));
        Abroad(() => Fails("the fractions of a split are positive and their sum is 1, such as 0.8, 0.2; but [0.8, 0.3] were given", () => data.Split(Key.Of(1), 0.8, 0.3)));
        Abroad(() => Fails("the fractions of a split are positive and their sum is 1, such as 0.8, 0.2; but [-0.5, 1.5] were given", () => data.Split(Key.Of(1), -0.5, 1.5)));
        Fails("line: a stratified split needs classes, but the set has values; use Split",
            () => DataSet.Regression(inputs, inputs, "line").SplitStratified(Key.Of(1), 1));
    }

    // Example i is the number i, of class i mod 3.
    static DataSet Numbered(int count) => DataSet.Classified(
        Tensor<float>.Of([count, 1], [.. Enumerable.Range(0, count).Select(i => (float)i)]),
        Indices.Of([.. Enumerable.Range(0, count).Select(i => i % 3)]), ["a", "b", "c"], "numbered");

    static IEnumerable<int> Numbers(DataSet data) => data.Inputs.Span.ToArray().Select(number => (int)number);
}
