using System.Runtime.ExceptionServices;
using System.Threading;

#pragma warning disable RS0030 // Threads live in Workers and nowhere else.

namespace Dl.Core;

/// <summary>The threads that share the work of one kernel.</summary>
/// <remarks>
/// Kernels cut their work by size, never by the number of threads. Each thread begins with a stretch of chunks of its own, the same in every run of as many
/// chunks, so that what it wrote last time is still in its cache; whoever is done takes chunks of the others. How many take part, and who took
/// what, never changes a bit of any result. Measured on two cores without a common cache: a triad of 100,000 floats in 64 chunks took 3.6 times as long
/// when whoever was free took the next chunk.
/// </remarks>
public static partial class Workers
{
    private static readonly object Bench = new();
    private static Job? current;
    private static int busy;
    private static int sleepers;
    private static int hired;
    private static long runs;
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
    /// var learner = Workers.With(1, () => Train.Fold(batches, start, step));     // leaves the other processors to others
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
        if (lines.Length < Job.Size(helpers + 1))
            lines = new long[Job.Size(helpers + 1)];
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
        for (var patience = default(Patience); patience.Lasts();)
            if (Volatile.Read(ref current) is { } job && job != done)
                return job;

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
}
