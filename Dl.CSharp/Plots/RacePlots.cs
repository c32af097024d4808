using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>Pictures of races: the ways over the contours of the function, and the values step by step.</summary>
public static class RacePlots
{
    const double Thinnest = 1.5;

    /// <summary>The ways of some optimizers over a function of two numbers, from a common start. The first is undermost and the thickest, so that a way which others
    /// follow is seen on both sides of theirs; a dot in its colour is where each ends.</summary>
    /// <param name="title">What the picture shows.</param>
    /// <param name="function">The function.</param>
    /// <param name="ways">The names and the ways.</param>
    /// <param name="widest">How thick the first is, in pixels; the last is 1.5 thick, or no thicker than that.</param>
    /// <exception cref="DlException">The function is not one of two numbers.</exception>
    public static Chart Ways(string title, Benchmark function, Many<(string Name, Trajectory Way)> ways, double widest = 4)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (function.Size != 2) throw new DlException($"'{function.Name}' is a function of {function.Size} numbers; a way is drawn over two");
        var ((left, right), (low, high)) = (Range(function, 0), Range(function, 1));
        double Value(double x, double y) => function.Value(Tensor<double>.From([2], [x, y]));
        return new Chart(title, new("x", Min: left, Max: right), new("y", Min: low, Max: high),
        [
            Contours.Of(Value, (left, right), (low, high), Levels(Value, (left, right), (low, high))),
            .. ways.Select((way, i) => new Line(way.Name, way.Way.Points.Select(p => (p[0], p[1])).ToMany()) { Marked = false, Width = widest - Math.Max(0, widest - Thinnest) * i / Math.Max(1, ways.Count - 1) }),
            .. ways.Select(way => new Dots(way.Name, way.Way.Points.TakeLast(1).Select(p => (p[0], p[1])).ToMany())),
            .. function.Minima.Select(p => new Dots("least", [(p[0], p[1])]) { Plain = true }),
        ]) { Tall = 340 };
    }

    /// <summary>The distance of the value from the least one, step by step; the value itself where nothing is least.</summary>
    public static Chart Values(string title, Benchmark function, Many<(string Name, Trajectory Way)> ways)
    {
        ArgumentNullException.ThrowIfNull(function);
        var bounded = double.IsFinite(function.Least);
        return new Chart(title, new("step"), bounded ? new("distance from the least value", Log: true, Min: 1e-12) : new("value"),
            ways.Select(way => (Mark)new Line(way.Name, way.Way.Values.Select((value, i) => ((double)i, bounded ? value - function.Least : value)).ToMany())).ToMany());
    }

    // The start and the minima with some room around them.
    static (double, double) Range(Benchmark function, int axis)
    {
        var seen = function.Minima.Append(function.Start).Select(p => p[axis]).ToArray();
        var room = Math.Max(1.25, 0.5 * (seen.Max() - seen.Min()));
        return (seen.Min() - room, seen.Max() + room);
    }

    // Levels closer together near the least value, where the function is flat.
    static IEnumerable<double> Levels(Func<double, double, double> f, (double Low, double High) x, (double Low, double High) y)
    {
        const int grid = 40, levels = 16;
        var values = (
            from i in Enumerable.Range(0, grid + 1)
            from j in Enumerable.Range(0, grid + 1)
            let value = f(x.Low + i * (x.High - x.Low) / grid, y.Low + j * (y.High - y.Low) / grid)
            where double.IsFinite(value)
            orderby value
            select value).ToArray();
        return Enumerable.Range(1, levels).Select(i => values[(int)((values.Length - 1) * Math.Pow(i / (levels + 1.0), 1.5))]).Distinct();
    }
}
