using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;

#pragma warning disable RS0030 // Threads, and the clock that bounds their spinning, live here and nowhere else.

namespace Dl.Core;

/// <summary>The threads that share the work of one kernel.</summary>
/// <remarks>
/// Kernels cut their work by size, never by the number of threads. Each thread begins with a stretch of chunks of its own, the same in every run of as many
/// chunks, so that what it wrote last time is still in its cache; whoever is done takes chunks of the others. How many take part, and who took
/// what, never changes a bit of any result. Measured on two cores without a common cache: a triad of 100,000 floats in 64 chunks took 3.6 times as long
/// when whoever was free took the next chunk.
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
    private static long runs;

    // Longs to a seat: two lines of memory, because processors fetch them in pairs.
    private const int Line = 16;

    private static long[] lines = [];

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

        try
        {
            Hire(helpers);
            var job = new Job<S>(chunks, helpers + 1, ++runs, lines, state, body);
            Announce(job, helpers);
            inside = true;
            job.Work(0);
            job.Wait();
            job.Close();
        }
        finally
        {
            inside = false;
            Volatile.Write(ref current, null);
            Volatile.Write(ref busy, 0);
        }
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
        if (lines.Length <= helpers * Line)
            lines = new long[(helpers + 1) * Line];
        for (; hired < helpers; hired++)
        {
            var number = hired;
            new Thread(() => Serve(number)) { IsBackground = true, Name = "Dl worker" }.UnsafeStart();
        }
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

    private static void Serve(int number)
    {
        inside = true;
        for (Job? done = null; ; done.Help(number))
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

    // One object a run. Seat s begins with the chunks from chunks * s / seats on and then helps the seats behind it. A line of memory for each seat holds
    // the number of the run together with the next chunk, and the number of the last run in which somebody sat there: a worker that comes late finds
    // another number and touches nothing.
    private abstract class Job
    {
        private readonly int chunks, seats;
        private readonly long run;
        private readonly long[] lines;
        private int pending;
        private bool waits;
        private int failed = int.MaxValue;
        private ExceptionDispatchInfo? error;

        protected Job(int chunks, int seats, long run, long[] lines)
        {
            (this.chunks, this.seats, this.run, this.lines, pending) = (chunks, seats, run, lines, chunks);
            for (var seat = 0; seat < seats; seat++)
                Volatile.Write(ref lines[seat * Line], run << 32 | (uint)First(seat));
        }

        protected abstract void Do(int chunk);

        protected abstract void Forget();

        /// <summary>Sits down where the worker sat last time, if it is free, or anywhere else.</summary>
        public void Help(int number)
        {
            for (var i = 0; i < seats - 1; i++)
            {
                var seat = (number + i) % (seats - 1) + 1;
                ref var sat = ref lines[seat * Line + 1];
                var last = Volatile.Read(ref sat);
                if (last >= run || Interlocked.CompareExchange(ref sat, run, last) != last)
                    continue;
                Work(seat);
                return;
            }
        }

        public void Work(int seat)
        {
            var done = 0;
            for (var i = 0; i < seats; i++)
                for (var at = (seat + i) % seats; Take(at, out var chunk); done++)
                {
                    try
                    {
                        Do(chunk);
                    }
                    catch (Exception e)
                    {
                        Note(chunk, e);
                    }
                }

            // Either who waits sees that nothing is pending or the last one sees the wait: both fence between their write and their read.
            if (done > 0 && Interlocked.Add(ref pending, -done) == 0 && Volatile.Read(ref waits))
                lock (this)
                    Monitor.PulseAll(this);
        }

        private int First(int seat) => (int)((long)chunks * seat / seats);

        private bool Take(int seat, out int chunk)
        {
            ref var next = ref lines[seat * Line];
            while (true)
            {
                var seen = Volatile.Read(ref next);
                chunk = (int)seen;
                if ((int)(seen >> 32) != (int)run || chunk >= First(seat + 1))
                    return false;
                if (Interlocked.CompareExchange(ref next, seen + 1, seen) == seen)
                    return true;
            }
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

    private sealed class Job<S>(int chunks, int seats, long run, long[] lines, S state, Action<S, int> body) : Job(chunks, seats, run, lines)
    {
        private S state = state;

        protected override void Do(int chunk) => body(state, chunk);

        protected override void Forget() => state = default!;
    }
}
