using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class PrefetchingTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(7), InlineData(1000)]
    public void ItemsComeInTheirOrder(int ahead) => Assert.Equal(Enumerable.Range(0, 500), Prefetching.Of(Enumerable.Range(0, 500), ahead));

    [Fact]
    public void ItemsAreMadeByOneThreadAndNotFartherAheadThanAsked()
    {
        var (made, threads) = (0, new HashSet<int>());
        using var items = Prefetching.Of(Enumerable.Range(0, 100).Select(i =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            Interlocked.Increment(ref made);
            return i;
        }), 3).GetEnumerator();
        Assert.True(items.MoveNext());
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref made) == 5, 5000));
        Thread.Sleep(20);
        // One in use, three ready, one that waits for room.
        Assert.Equal(5, Volatile.Read(ref made));
        while (items.MoveNext())
        {
        }
        Assert.Equal(100, made);
        Assert.Single(threads);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, threads);
    }

    [Fact]
    public void AnErrorComesWhereItsItemWouldHaveCome()
    {
        var seen = new List<int>();
        var error = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var item in Prefetching.Of(Enumerable.Range(0, 10).Select(i => i < 6 ? i : throw new InvalidOperationException("six")), 2)) seen.Add(item);
        });
        Assert.Equal("six", error.Message);
        Assert.Equal(Enumerable.Range(0, 6), seen);
    }

    [Fact]
    public void WhoeverStopsLeavesNoThreadBehind()
    {
        var ended = false;
        IEnumerable<int> Endless()
        {
            try
            {
                for (var i = 0; ; i++) yield return i;
            }
            finally
            {
                ended = true;
            }
        }
        Assert.Equal(3, Prefetching.Of(Endless(), 4).ElementAt(3));
        Assert.True(ended);
    }
}
