using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class BatchingLaws : Files
{
    static readonly DataSet Numbered = DataSet.Regression(
        Tensor<float>.Of([100, 1], [.. Enumerable.Range(0, 100).Select(i => (float)i)]), Tensor<float>.Zeros([100, 1]), "numbered");

    [Theory, InlineData(1), InlineData(7), InlineData(10), InlineData(99), InlineData(100), InlineData(1000), InlineData(int.MaxValue)]
    public void AnEpochMeetsEveryExampleOnce(int size)
    {
        foreach (var batches in new[] { new Batching(size).Of(Numbered), new Batching(size).Of(Numbered, Key.Of(1)) })
        {
            var met = batches.ToArray();
            Assert.Equal(new Batching(size).Count(100), met.Length);
            Assert.All(met[..^1], batch => Assert.Equal(size, batch.Count));
            Assert.Equal(Enumerable.Range(0, 100), met.SelectMany(Numbers).Order());
        }
        Assert.Equal(Enumerable.Range(0, 100), new Batching(size).Of(Numbered).SelectMany(Numbers));
    }

    [Theory, InlineData(1, 100), InlineData(7, 14), InlineData(99, 1), InlineData(100, 1)]
    public void DroppedPartialBatchesLeaveEqualSizes(int size, int count)
    {
        var batches = new Batching(size, Partial.Drop).Of(Numbered, Key.Of(1)).ToArray();
        Assert.Equal(count, batches.Length);
        Assert.All(batches, batch => Assert.Equal(size, batch.Count));
        Assert.Equal(batches, new Batching(size).Of(Numbered, Key.Of(1)).Take(count));
    }

    [Fact]
    public void TheOrderIsDrawnFromTheKeyAlone()
    {
        Assert.Equal(new Batching(8).Of(Numbered, Key.Of(1)), new Batching(8).Of(Numbered, Key.Of(1)));
        Assert.NotEqual(new Batching(8).Of(Numbered, Key.Of(1)), new Batching(8).Of(Numbered, Key.Of(2)));
    }

    [Theory, InlineData(0), InlineData(5), InlineData(12), InlineData(13), InlineData(99)]
    public void AnEpochGoesOnWhereItWasLeft(int from) =>
        Assert.Equal(new Batching(8).Of(Numbered, Key.Of(1)).Skip(from), new Batching(8).Of(Numbered, Key.Of(1), from));

    [Fact]
    public void WhatMakesNoBatchIsRefused()
    {
        Assert.Empty(new Batching(8).Of(Numbered.Take(0), Key.Of(1)));
        Fails("numbered: 100 examples make no full batch of 101, and partial batches are dropped", () => new Batching(101, Partial.Drop).Of(Numbered));
        Abroad(() => Fails("a batch has at least 1 example, not -3", () => _ = new Batching(-3)));
    }

    static IEnumerable<int> Numbers(DataSet data) => data.Inputs.Span.ToArray().Select(number => (int)number);
}
