using System.Runtime.CompilerServices;
using Dl.Core;

namespace Dl.Properties.Suite.Core;

/// <summary>Sharing work among threads: what runs, where, how often, and what an exception leaves behind.</summary>
public sealed class WorkersTests
{
    static readonly int[] Counts = [0, 1, 2, 3, 7, 64, 1000];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void EachChunkRunsOnce(int threads) => Workers.With(threads, () =>
    {
        for (var round = 0; round < 30; round++)
        {
            // Now and then the workers have gone to sleep.
            if (round % 10 == 9) Thread.Sleep(2);
            foreach (var chunks in Counts)
            {
                var times = new int[chunks];
                Workers.Run(chunks, times, static (times, i) => Interlocked.Increment(ref times[i]));
                Assert.All(times, count => Assert.Equal(1, count));
            }
        }
        return 0;
    });

    [Fact]
    public void NoMoreThreadsThanAllowed() => Workers.With(3, () =>
    {
        for (var round = 0; round < 20; round++)
        {
            var seen = new HashSet<int>();
            Workers.Run(200, seen, static (seen, _) =>
            {
                Thread.SpinWait(200);
                lock (seen) seen.Add(Environment.CurrentManagedThreadId);
            });
            Assert.InRange(seen.Count, 1, 3);
        }
        return 0;
    });

    [Fact]
    public void OneThreadRunsInOrderOnTheCaller() => Workers.With(1, () =>
    {
        var seen = new List<(int, int)>();
        Workers.Run(50, seen, static (seen, i) => seen.Add((i, Environment.CurrentManagedThreadId)));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (i, Environment.CurrentManagedThreadId)), seen);
        return 0;
    });

    /// <summary>A chunk that has workers runs what it shares by itself, on its own thread.</summary>
    [Fact]
    public void InsideAChunkNothingIsShared() => Workers.With(4, () =>
    {
        for (var round = 0; round < 20; round++)
        {
            var times = new int[8 * 8];
            Workers.Run(8, times, static (times, i) =>
            {
                // Where another caller has the workers, this run is not shared, and this chunk may share.
                var (alone, thread) = (Workers.Threads == 1, Environment.CurrentManagedThreadId);
                Workers.Run(8, (times, i, alone, thread), static (s, j) =>
                {
                    if (s.alone) Assert.Equal(s.thread, Environment.CurrentManagedThreadId);
                    Interlocked.Increment(ref s.times[8 * s.i + j]);
                });
            });
            Assert.All(times, count => Assert.Equal(1, count));
            Assert.Equal(4, Workers.Threads);
        }
        return 0;
    });

    [Fact]
    public void CallersAtOnce()
    {
        var faults = 0;
        var callers = Enumerable.Range(0, 4).Select(_ => new Thread(() => Workers.With(3, () =>
        {
            for (var round = 0; round < 200; round++)
            {
                var times = new int[1 + round % 17];
                Workers.Run(times.Length, times, static (times, i) => Interlocked.Increment(ref times[i]));
                if (times.Any(count => count != 1)) Interlocked.Increment(ref faults);
            }
            return 0;
        }))).ToList();
        callers.ForEach(caller => caller.Start());
        callers.ForEach(caller => caller.Join());
        Assert.Equal(0, faults);
    }

    /// <summary>The caller sees the failure of the lowest chunk, when none is still running, and the workers serve on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void TheLowestFailureIsThrown(int threads) => Workers.With(threads, () =>
    {
        for (var round = 0; round < 30; round++)
        {
            var (running, times) = (new int[1], new int[40]);
            var thrown = Assert.Throws<ChunkException>(() => Workers.Run(40, (running, times), static (s, i) =>
            {
                Interlocked.Increment(ref s.running[0]);
                Interlocked.Increment(ref s.times[i]);
                Thread.SpinWait(i % 3 * 100);
                Interlocked.Decrement(ref s.running[0]);
                if (i >= 11 && i % 3 == 2) throw new ChunkException(i);
            }));
            Assert.Equal(11, thrown.Chunk);
            Assert.Equal(0, Volatile.Read(ref running[0]));
            Assert.All(times[..12], count => Assert.Equal(1, count));
            Assert.All(times[12..], count => Assert.InRange(count, 0, 1));
            Assert.Equal(threads, Workers.Threads);
        }
        return 0;
    });

    [Fact]
    public void TheNumberOfThreadsComesBack()
    {
        var before = Workers.Threads;
        Assert.Equal((3, 5, 3), Workers.With(3, () => (Workers.Threads, Workers.With(5, () => Workers.Threads), Workers.Threads)));
        Assert.Throws<ChunkException>(() => Workers.With<int>(2, () => throw new ChunkException(0)));
        Assert.Equal(before, Workers.Threads);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void FewerThanOneThreadIsRefused(int threads)
    {
        var ran = false;
        Assert.Throws<ArgumentOutOfRangeException>(() => Workers.With(threads, () => ran = true));
        Assert.False(ran);
        Assert.Throws<ArgumentNullException>(() => Workers.With<int>(1, null!));
    }

    [Fact]
    public void AFreshStackIsDeepAndKnowsItsCaller()
    {
        Assert.Equal(8000, Workers.Deep(8000, static depth => Down(depth)));
        Assert.Equal((5, false), Workers.With(5, () => Workers.Deep(Environment.CurrentManagedThreadId, static caller => (Workers.Threads, caller == Environment.CurrentManagedThreadId))));
        Workers.With(2, () =>
        {
            Workers.Run(4, 0, static (_, _) => Assert.Equal(Workers.Threads, Workers.Deep(0, static _ => Workers.Threads)));
            return 0;
        });
    }

    [Fact]
    public void AFreshStackHandsOnItsException()
    {
        var thrown = new ChunkException(3);
        Assert.Same(thrown, Assert.Throws<ChunkException>(() => Workers.Deep<ChunkException, int>(thrown, static e => throw e)));
        Assert.Contains(nameof(Workers.Deep), thrown.StackTrace, StringComparison.Ordinal);
    }

    // A kilobyte and more a call: more than eight megabytes for 8000.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Down(int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Span<byte> room = stackalloc byte[1100];
        room[depth % 1100] = 1;
        return depth == 0 ? 0 : Down(depth - 1) + room[depth % 1100];
    }

    sealed class ChunkException(int chunk) : Exception
    {
        public int Chunk => chunk;
    }
}
