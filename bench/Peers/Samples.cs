using System.Diagnostics;

namespace Dl.Bench.Peers;

/// <summary>Seconds that one call took, measured again and again, and what they have in common.</summary>
static class Samples
{
    // Long enough that the clock's own cost does not count, short enough that most samples see no other process.
    const double Shortest = 0.002;

    /// <summary>Means over at least two milliseconds of calls, for about that many seconds.</summary>
    public static double[] Of(Action run, double seconds)
    {
        run();
        run();
        var inner = Math.Max(1, (int)(Shortest / Math.Max(Time(run, 1), 1e-9)));
        var samples = new List<double>();
        for (var start = Stopwatch.GetTimestamp(); samples.Count < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds;)
            samples.Add(Time(run, inner));
        return [.. samples];
    }

    /// <summary>The number below which a share of the samples lies, by the nearest rank between two.</summary>
    public static double Quantile(IEnumerable<double> samples, double share)
    {
        double[] sorted = [.. samples.Order()];
        var at = share * (sorted.Length - 1);
        var (low, high) = (sorted[(int)Math.Floor(at)], sorted[(int)Math.Ceiling(at)]);
        return low + (at - Math.Floor(at)) * (high - low);
    }

    /// <summary>The middle one.</summary>
    public static double Median(IEnumerable<double> samples) => Quantile(samples, 0.5);

    static double Time(Action run, int times)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++) run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / times;
    }
}
