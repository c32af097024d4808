using System.Numerics.Tensors;
using System.Threading;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class GlyphTests
{
    [Fact]
    public void TheNearestNeighbourIsRightInLessThan90Percent()
    {
        var (train, test) = (Glyphs.Make(Key.Of(1), 1000), Glyphs.Make(Key.Of(2), 1000));
        var right = 0;
        for (var i = 0; i < test.Count; i++)
        {
            var (nearest, least) = (-1, float.PositiveInfinity);
            for (var j = 0; j < train.Count; j++)
                if (TensorPrimitives.Distance(Image(test, i), Image(train, j)) is var distance && distance < least) (nearest, least) = (j, distance);
            if (train.Labels![nearest] == test.Labels![i]) right++;
        }
        Assert.InRange(right, 700, 899);
    }

    [Fact]
    public void GlyphsAreImagesWithInkOnADarkGround()
    {
        var data = Glyphs.Make(Key.Of(3), 500);
        Assert.Equal((Shape.Of(28, 28, 1), Idx.Digits), (data.Example, data.Classes));
        Assert.Equal(-1, data.Inputs.Span.IndexOfAnyExceptInRange(0, 1));
        for (var i = 0; i < data.Count; i++)
        {
            Assert.InRange(TensorPrimitives.Sum(Image(data, i)), 20, 400);
            Assert.True(TensorPrimitives.Max(Image(data, i)) > 0.5f);
        }
    }

    [Fact]
    public void TenInARowHoldEveryDigitOnce()
    {
        var labels = Glyphs.Make(Key.Of(4), 100).Labels!;
        for (var i = 0; i < 100; i += 10) Assert.Equal(Enumerable.Range(0, 10), labels.Slice(i, 10).Span.ToArray().Order());
        Assert.NotEqual(labels.Slice(0, 10), labels.Slice(10, 10));
    }

    [Fact]
    public void AnyNumberOfThreadsGivesTheSameBits()
    {
        var alone = Glyphs.Make(Key.Of(5), 300);
        var together = new DataSet[4];
        var threads = together.Select((_, i) => new Thread(() => together[i] = Glyphs.Make(Key.Of(5), 300))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.All(together, data => Assert.True(data.Inputs.SameBits(alone.Inputs)));
        // One glyph is drawn by one thread.
        for (var count = 0; count < 20; count++)
            Assert.True(Glyphs.Make(Key.Of(5), count + 1).Slice(count, 1).Inputs.SameBits(alone.Slice(count, 1).Inputs));
    }

    static ReadOnlySpan<float> Image(DataSet data, int i) => data.Inputs.Span.Slice(i * 784, 784);
}
