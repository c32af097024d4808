using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Threading;
using Dl.Core;

namespace Dl.Bench.Peers;

/// <summary>What the machine delivers, measured in the same run: fused multiply-adds a second, and bytes a second of a triad.</summary>
/// <param name="Float">Operations a second on <c>float</c>.</param>
/// <param name="Double">Operations a second on <c>double</c>.</param>
/// <param name="Bytes">Bytes a second of <c>a = b + s c</c> over vectors far larger than the caches, 12 bytes an element.</param>
sealed record Machine(double Float, double Double, double Bytes)
{
    const int Rounds = 500_000, Chains = 12, Elements = 1 << 24, Calls = 4_000;

    /// <summary>The best of a number of attempts on that many threads.</summary>
    public static Machine Measure(int threads, int attempts = 9) => new(
        Best(threads, attempts, Peak<float>(threads)), Best(threads, attempts, Peak<double>(threads)), Best(threads, attempts, Triad(threads)));

    /// <summary>Operations a second on <c>float</c>, just now.</summary>
    public static double Peak(int threads) => Best(threads, 3, Peak<float>(threads));

    /// <summary>Seconds until a thread has the answer of another one, just now: two lines of memory that go from one processor to the other.</summary>
    /// <remarks>Where a hypervisor has put two virtual processors apart, without a cache in common, it is four times what it is otherwise, and all that threads share is as much slower.</remarks>
    public static double Handoff()
    {
        var best = double.MaxValue;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var said = 0;
            var other = new Thread(() =>
            {
                for (var i = 1; i <= 2 * Calls; i += 2) Answer(i);
            });
            other.Start();
            Answer(0);
            for (var i = 2; i <= Calls; i += 2) Answer(i);
            var start = Stopwatch.GetTimestamp();
            for (var i = Calls + 2; i < 2 * Calls; i += 2) Answer(i);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / (Calls / 2 - 1));
            other.Join();

            void Answer(int turn)
            {
                while (Volatile.Read(ref said) != turn) Thread.SpinWait(1);
                Volatile.Write(ref said, turn + 1);
            }
        }

        return best;
    }

    /// <summary>What bounds a case, in its unit a second.</summary>
    public double Of(Bound limit) => limit switch { Bound.Float => Float, Bound.Double => Double, Bound.Bytes => Bytes, _ => double.NaN };

    // From the first thread's start to the last one's end, by their own clocks: the starter may be late.
    static double Best(int threads, int attempts, (double Work, Action<int> Share) job)
    {
        var best = 0.0;
        for (var i = 0; i < attempts; i++)
        {
            var (starts, ends) = (new long[threads], new long[threads]);
            using var gate = new Barrier(threads);
            var workers = Enumerable.Range(0, threads).Select(share => new Thread(() =>
            {
                job.Share(share);
                gate.SignalAndWait();
                starts[share] = Stopwatch.GetTimestamp();
                job.Share(share);
                ends[share] = Stopwatch.GetTimestamp();
            })).ToArray();
            foreach (var worker in workers) worker.Start();
            foreach (var worker in workers) worker.Join();
            best = Math.Max(best, job.Work / Stopwatch.GetElapsedTime(starts.Min(), ends.Max()).TotalSeconds);
        }

        return best;
    }

    static (double, Action<int>) Peak<T>(int threads) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Avx512F.IsSupported ? (Amount<T>(threads, Vector512<T>.Count), _ => Spin<T, Vector512<T>, Lanes512<T>>(Vector512.Create(T.CreateChecked(0.9))))
        : Vector256.IsHardwareAccelerated ? (Amount<T>(threads, Vector256<T>.Count), _ => Spin<T, Vector256<T>, Lanes256<T>>(Vector256.Create(T.CreateChecked(0.9))))
        : (Amount<T>(threads, Vector128<T>.Count), _ => Spin<T, Vector128<T>, Lanes128<T>>(Vector128.Create(T.CreateChecked(0.9))));

    static double Amount<T>(int threads, int lanes) => 2.0 * lanes * Chains * Rounds * threads;

    // Twelve independent chains hide the latency of four or five cycles on two ports.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static V Spin<T, V, L>(V x) where T : unmanaged where V : struct where L : struct, ILanes<T, V>
    {
        V a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var round = 0; round < Rounds; round++)
        {
            (a, b, c) = (L.MultiplyAdd(a, x, x), L.MultiplyAdd(b, x, x), L.MultiplyAdd(c, x, x));
            (d, e, f) = (L.MultiplyAdd(d, x, x), L.MultiplyAdd(e, x, x), L.MultiplyAdd(f, x, x));
            (g, h, i) = (L.MultiplyAdd(g, x, x), L.MultiplyAdd(h, x, x), L.MultiplyAdd(i, x, x));
            (j, k, l) = (L.MultiplyAdd(j, x, x), L.MultiplyAdd(k, x, x), L.MultiplyAdd(l, x, x));
        }

        a = L.MultiplyAdd(L.MultiplyAdd(a, b, c), L.MultiplyAdd(d, e, f), L.MultiplyAdd(L.MultiplyAdd(g, h, i), j, L.MultiplyAdd(k, l, x)));
        return a;
    }

    static (double, Action<int>) Triad(int threads)
    {
        float[] a = new float[Elements], b = new float[Elements], c = new float[Elements];
        // Memory that was never written is one page of zeros, which stays in the first-level cache.
        Array.Fill(b, 1f);
        Array.Fill(c, 2f);
        var part = Elements / threads;
        return (12.0 * part * threads, share => System.Numerics.Tensors.TensorPrimitives.FusedMultiplyAdd(
            c.AsSpan(share * part, part), 3f, b.AsSpan(share * part, part), a.AsSpan(share * part, part)));
    }
}
