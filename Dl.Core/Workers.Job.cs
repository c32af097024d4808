using System.Runtime.ExceptionServices;
using System.Threading;

#pragma warning disable RS0030 // Threads live in Workers and nowhere else.

namespace Dl.Core;

public static partial class Workers
{
    /// <summary>
    /// Chunks of one run, placed: seat s begins with those from <c>chunks s / seats</c> on and then helps the seats behind it. If some chunks throw, the exception of the first is thrown.
    /// </summary>
    /// <remarks>
    /// A line of memory for each seat holds the number of the run together with the next chunk, and the number of the last run in which somebody sat there: a worker that comes late
    /// finds another number and touches nothing.
    /// </remarks>
    private abstract class Job
    {
        // Longs to a seat: two lines of memory, because processors fetch them in pairs.
        private const int Line = 16;

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

        /// <summary>The longs that so many seats take.</summary>
        public static int Size(int seats) => seats * Line;

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

        /// <summary>Runs the chunks of a seat and then those that others have not begun.</summary>
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

        /// <summary>Returns when all chunks have run.</summary>
        public void Wait()
        {
            if (Volatile.Read(ref pending) == 0)
                return;
            for (var patience = default(Patience); patience.Lasts();)
                if (Volatile.Read(ref pending) == 0)
                    return;
            lock (this)
            {
                Volatile.Write(ref waits, true);
                Interlocked.MemoryBarrier();
                while (Volatile.Read(ref pending) != 0)
                    Monitor.Wait(this);
            }
        }

        /// <summary>Lets go of what the chunks worked on, for a worker may hold the last job while it sleeps; throws what they threw.</summary>
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

    /// <summary>A job whose chunks are calls of a body.</summary>
    private sealed class Job<S>(int chunks, int seats, long run, long[] lines, S state, Action<S, int> body) : Job(chunks, seats, run, lines)
    {
        private S state = state;

        protected override void Do(int chunk) => body(state, chunk);

        protected override void Forget() => state = default!;
    }
}
