using System.Diagnostics;
using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.Bench;

/// <summary>How the time of a step grows with batch, width and depth: the exponent p of <c>time = c size^p</c>, fitted by least squares
/// to the logarithms over all sizes, and between the last two alone, where what does not grow weighs least.</summary>
static class Growth
{
    const double Seconds = 1.0;

    public static int Run()
    {
        Table("batch (2 x 256)", [16, 32, 64, 128, 256, 512, 1024], size => Fold(256, 2, size), "1: every example costs the same");
        Table("width (2 layers, batch 64)", [32, 64, 128, 256, 512, 1024], size => Fold(size, 2, 64), "2: a weight is used once an example");
        Table("depth (64 wide, batch 16)", [4, 8, 16, 32, 64, 128, 256], size => Fold(64, size, 16), "1: a layer costs the same wherever it is");
        Table("tape (16 numbers)", [10, 100, 1_000, 10_000, 100_000], Tape, "1: so does an op");
        return 0;
    }

    static void Table(string what, int[] sizes, Func<int, double> time, string expected)
    {
        var times = Array.ConvertAll(sizes, size => time(size));
        Console.WriteLine(what);
        for (var i = 0; i < sizes.Length; i++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {sizes[i],7}  {times[i] * 1e3,12:F4} ms  {times[i] / sizes[i] * 1e6,10:F3} us each"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  exponent {Exponent(sizes, times):F2} over all, {Exponent(sizes[^2..], times[^2..]):F2} at the end; expected {expected}"));
    }

    /// <summary>The slope of the line through (ln size, ln time).</summary>
    static double Exponent(int[] sizes, double[] times)
    {
        var (x, y) = (Array.ConvertAll(sizes, size => Math.Log(size)), Array.ConvertAll(times, Math.Log));
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y, (x, y) => (x - mx) * (y - my)).Sum() / x.Sum(x => (x - mx) * (x - mx));
    }

    static double Fold(int width, int depth, int items)
    {
        var step = Train.Step<float>(new Seq([.. Enumerable.Repeat<ILayer>(new Dense(width, Activation.Relu), depth)]), Loss.MeanSquaredError, Optimizer.Sgd(1e-3));
        var start = Train.Start<float>(step.Net, step.Optimizer, [width], Key.Of(1));
        var batch = new Batch<float>(Key.Of(2).Normal<float>([items, width]), Key.Of(3).Normal<float>([items, width]));
        var (least, steps, begin, from) = (double.PositiveInfinity, 0, Stopwatch.GetTimestamp(), 0L);
        Train.Fold(Enumerable.Repeat(batch, int.MaxValue), start, step, _ =>
        {
            if (++steps > 5) least = Math.Min(least, Stopwatch.GetElapsedTime(from).TotalSeconds);
            from = Stopwatch.GetTimestamp();
            return steps < 10 || Stopwatch.GetElapsedTime(begin).TotalSeconds < Seconds;
        });
        return least;
    }

    static double Tape(int ops)
    {
        var leaf = Leaves<float>.Of(Key.Of(1).Normal<float>([16]));
        var ones = Tensor<float>.Ones([16]);
        var (least, begin) = (double.PositiveInfinity, Stopwatch.GetTimestamp());
        for (var runs = 0; runs < 5 || Stopwatch.GetElapsedTime(begin).TotalSeconds < Seconds; runs++)
        {
            var from = Stopwatch.GetTimestamp();
            Gradient.Pull(leaf, p => Diff.Repeat(ops, p[0], static x => Functional.Ops.Relu(x)), _ => ones);
            least = Math.Min(least, Stopwatch.GetElapsedTime(from).TotalSeconds);
        }
        return least;
    }
}
