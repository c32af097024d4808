using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>Pictures of races: the ways over the contours of the function, and the values step by step.</summary>
public static class RacePlots
{
    /// <summary>The ways of some optimizers over a function of two numbers, from a common start.</summary>
    /// <exception cref="DlException">The function is not one of two numbers.</exception>
    public static Chart Ways(string title, Benchmark function, Many<(string Name, Trajectory Way)> ways)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (function.Size != 2) throw new DlException($"'{function.Name}' is a function of {function.Size} numbers; a way is drawn over two");
        var ((left, right), (low, high)) = (Range(function, 0), Range(function, 1));
        double Value(double x, double y) => function.Value(Tensor<double>.From([2], [x, y]));
        return new Chart(title, new("x", Min: left, Max: right), new("y", Min: low, Max: high),
        [
            Contours.Of(Value, (left, right), (low, high), Levels(Value, (left, right), (low, high))),
            .. ways.Select(way => new Line(way.Name, way.Way.Points.Select(p => (p[0], p[1])).ToMany())),
            .. function.Minima.Select(p => new Dots("least", [(p[0], p[1])])),
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
