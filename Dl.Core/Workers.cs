using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;

#pragma warning disable RS0030 // Threads, and the clock that bounds their spinning, live here and nowhere else.

namespace Dl.Core;

/// <summary>The threads that share the work of one kernel.</summary>
/// <remarks>
/// Kernels cut their work by size, never by the number of threads, and whoever is free takes the next chunk: how many take part,
/// and who took what, never changes a bit of any result.
/// </remarks>
public static class Workers
{
    // Long enough to bridge the gap between two kernels of a training step, short enough to be invisible when there is no next one.
    private static readonly long Patience = Stopwatch.Frequency / 25_000; // 40 us

    // Between two looks at the clock.
    private const int Spins = 16;

    private static readonly object Bench = new();
    private static Job? current;
    private static int busy;
    private static int sleepers;
    private static int hired;

    [ThreadStatic] private static int ambient;
    [ThreadStatic] private static bool inside;

    /// <summary>How many threads a kernel called here may use, the caller's own among them.</summary>
    internal static int Threads => inside ? 1 : ambient == 0 ? Environment.ProcessorCount : ambient;

    /// <summary>
    /// The result of <paramref name="body"/>, in which every kernel called by this thread uses at most <paramref name="threads"/> threads.
    /// It never changes a bit of any result. Without it a kernel may use all processors. (torch.set_num_threads, for one call.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    /// <example><code>
    /// var learner = Workers.With(1, () => Train.Fold(start, batches));     // leaves the other processors to others
    /// </code></example>
    public static R With<R>(int threads, Func<R> body)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentNullException.ThrowIfNull(body);
        var before = ambient;
        ambient = threads;
        try
        {
            return body();
        }
        finally
        {
            ambient = before;
        }
    }

    /// <summary>
    /// Runs <c>body(state, i)</c> for every i below <paramref name="chunks"/>, in any order and on several threads, and returns when all
    /// have run. If some throw, the exception of the lowest i is thrown, and chunks behind it may not have run. Inside a chunk, or while another thread has the workers, it
    /// runs everything on the calling thread.
    /// </summary>
    internal static void Run<S>(int chunks, S state, Action<S, int> body)
    {
        var helpers = chunks < 2 ? 0 : Math.Min(Threads, chunks) - 1;
        if (helpers < 1 || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            for (var i = 0; i < chunks; i++)
                body(state, i);
            return;
        }

        var job = new Job<S>(chunks, helpers, state, body);
        try
        {
            Hire(helpers);
            Announce(job, helpers);
            inside = true;
            job.Work();
            job.Wait();
        }
        finally
        {
            inside = false;
            Volatile.Write(ref current, null);
            Volatile.Write(ref busy, 0);
        }

        job.Close();
    }

    /// <summary>The result of <paramref name="body"/>, run on a fresh stack of 16 MB: for recursion deeper than the caller's stack has room for.</summary>
    internal static R Deep<S, R>(S state, Func<S, R> body)
    {
        var result = default(R)!;
        var error = default(ExceptionDispatchInfo);
        var (threads, nested) = (ambient, inside);
        var thread = new Thread(
            () =>
            {
                (ambient, inside) = (threads, nested);
                try
                {
                    result = body(state);
                }
                catch (Exception e)
                {
                    error = ExceptionDispatchInfo.Capture(e);
                }
            },
            16 << 20) { IsBackground = true };
        thread.Start();
        thread.Join();
        error?.Throw();
        return result;
    }

    private static void Hire(int helpers)
    {
        for (; hired < helpers; hired++)
            new Thread(Serve) { IsBackground = true, Name = "Dl worker" }.UnsafeStart();
    }

    // Either the announcer sees the sleeper or the sleeper sees the job: each writes its own field with a full fence before reading the other's.
    private static void Announce(Job job, int helpers)
    {
        Interlocked.Exchange(ref current, job);
        if (Volatile.Read(ref sleepers) == 0)
            return;
        lock (Bench)
            for (var i = 0; i < helpers; i++)
                Monitor.Pulse(Bench);
    }

    private static void Serve()
    {
        inside = true;
        for (Job? done = null; ; done.Help())
            done = Next(done);
    }

    private static Job Next(Job? done)
    {
        for (var (start, spins) = (Stopwatch.GetTimestamp(), 0); ; spins++)
        {
            if (Volatile.Read(ref current) is { } job && job != done)
                return job;
            if (spins % Spins == 0 && Stopwatch.GetTimestamp() - start > Patience)
                break;
            Thread.SpinWait(1);
        }

        lock (Bench)
        {
            Interlocked.Increment(ref sleepers);
            try
            {
                for (; ; Monitor.Wait(Bench))
                    if (Volatile.Read(ref current) is { } job && job != done)
                        return job;
            }
            finally
            {
                Interlocked.Decrement(ref sleepers);
            }
        }
    }

    // One object a run: a worker that comes late finds its counter used up and touches nothing.
    private abstract class Job(int chunks, int seats)
    {
        private readonly int chunks = chunks;
        private int seats = seats;
        private int next;
        private int pending = chunks;
        private bool waits;
        private int failed = int.MaxValue;
        private ExceptionDispatchInfo? error;

        protected abstract void Do(int chunk);

        protected abstract void Forget();

        public void Help()
        {
            if (Interlocked.Decrement(ref seats) >= 0)
                Work();
        }

        public void Work()
        {
            var done = 0;
            for (int i; Volatile.Read(ref next) < chunks && (i = Interlocked.Increment(ref next) - 1) < chunks; done++)
            {
                try
                {
                    Do(i);
                }
                catch (Exception e)
                {
                    Note(i, e);
                }
            }

            // Either who waits sees that nothing is pending or the last one sees the wait: both fence between their write and their read.
            if (done > 0 && Interlocked.Add(ref pending, -done) == 0 && Volatile.Read(ref waits))
                lock (this)
                    Monitor.PulseAll(this);
        }

        public void Wait()
        {
            if (Volatile.Read(ref pending) == 0)
                return;
            for (var (start, spins) = (Stopwatch.GetTimestamp(), 1); spins % Spins != 0 || Stopwatch.GetTimestamp() - start < Patience; spins++)
            {
                if (Volatile.Read(ref pending) == 0)
                    return;
                Thread.SpinWait(1);
            }
            lock (this)
            {
                Volatile.Write(ref waits, true);
                Interlocked.MemoryBarrier();
                while (Volatile.Read(ref pending) != 0)
                    Monitor.Wait(this);
            }
        }

        // A worker may hold the last job while it sleeps; what the job worked on must not be held with it.
        public void Close()
        {
            Forget();
            error?.Throw();
        }

        private void Note(int chunk, Exception e)
        {
            lock (this)
            {
                if (chunk > failed)
                    return;
                failed = chunk;
                error = ExceptionDispatchInfo.Capture(e);
            }
        }
    }

    private sealed class Job<S>(int chunks, int seats, S state, Action<S, int> body) : Job(chunks, seats)
    {
        private S state = state;

        protected override void Do(int chunk) => body(state, chunk);

        protected override void Forget() => state = default!;
    }
}
