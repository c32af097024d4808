using Dl.Core;

namespace Dl.CSharp;

/// <summary>Something drawn into a <see cref="Chart"/>. Numbers that are not finite, or have no logarithm, leave a gap.</summary>
/// <param name="Name">Its name in the legend; empty for none.</param>
public abstract record Mark(string Name);

/// <summary>Points joined by a line, in the given order.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">The points.</param>
/// <param name="Dashed">Whether the line is dashed: a bound, a baseline.</param>
public sealed record Line(string Name, Many<(double X, double Y)> Points, bool Dashed = false) : Mark(Name)
{
    /// <summary>Whether each point is marked by a dot. Where it is not said, those of a line that is not dashed and has at most twelve points are.</summary>
    public bool? Marked { get; init; }

    /// <summary>How thick it is, in pixels.</summary>
    public double Width { get; init; } = 2;

    /// <summary>A line through values at 1, 2, 3, ...</summary>
    public static Line Of(string name, IEnumerable<double> values) => new(name, values.Select((y, i) => (i + 1.0, y)).ToMany());
}

/// <summary>Points alone.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">The points.</param>
public sealed record Dots(string Name, Many<(double X, double Y)> Points) : Mark(Name)
{
    /// <summary>Whether they have the colour of text and take none of the others: a target, a start.</summary>
    public bool Plain { get; init; }
}

/// <summary>The area between two curves: a spread, a confidence interval.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">Where it begins and ends at each x.</param>
public sealed record Band(string Name, Many<(double X, double Low, double High)> Points) : Mark(Name);

/// <summary>Bars that stand on zero.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Items">Where each begins and ends along x, and how high it is.</param>
public sealed record Bars(string Name, Many<(double From, double To, double Height)> Items) : Mark(Name)
{
    /// <summary>One bar around each of 0, 1, 2, ...; with <see cref="Axis.Names"/> a chart of categories.</summary>
    public static Bars Of(string name, IEnumerable<double> heights) => new(name, heights.Select((height, i) => (i - 0.4, i + 0.4, height)).ToMany());

    /// <summary>How many of the values lie in each of equally wide bins from the least to the largest. The last bin is closed.</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="values">The values; those that are not finite are not counted.</param>
    /// <param name="bins">The number of bins; 0 takes ceil(1 + log2 n) (Sturges, 1926).</param>
    public static Bars Histogram(string name, IEnumerable<double> values, int bins = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bins);
        var finite = values.Where(value => Math.Abs(value) < 1e300).ToArray();
        if (finite.Length == 0) return new(name, []);
        var (low, high) = (finite.Min(), finite.Max());
        if (!(high - low > 1e-12 * Math.Abs(high))) (low, high) = (low - 0.5, low + 0.5);
        var count = bins > 0 ? bins : (int)Math.Ceiling(1 + Math.Log2(finite.Length));
        var width = (high - low) / count;
        var heights = finite.CountBy(value => Math.Clamp((int)((value - low) / width), 0, count - 1)).ToDictionary();
        return new(name, Enumerable.Range(0, count).Select(i => (low + i * width, low + (i + 1) * width, (double)heights.GetValueOrDefault(i))).ToMany());
    }
}
