using System.Text;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>How points of a space are chosen.</summary>
public enum SearchMethod
{
    /// <summary>Drawn at random. Where few hyperparameters matter it tries more values of them than a grid of as many points (Bergstra and Bengio, 2012).</summary>
    Random,

    /// <summary>Every combination of the values of each grid.</summary>
    Grid,

    /// <summary>A base, and the base with one change at a time.</summary>
    Ablation,
}

/// <summary>
/// A search: which hyperparameters may have which values, and which points are tried how often. Immutable; equal plans try equal points.
/// </summary>
/// <param name="Space">The hyperparameters.</param>
/// <param name="Method">How points are chosen.</param>
public sealed record SearchPlan(Many<Dimension> Space, SearchMethod Method)
{
    internal const int Most = 100_000;

    const int Draws = 100;

    /// <summary>How many points a random search draws, no one twice; all of them where the space has no more.</summary>
    public int Trials { get; init; } = 20;

    /// <summary>The seeds that each point is tried with.</summary>
    public Many<ulong> Seeds { get; init; } = [1];

    /// <summary>What the random points are drawn from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The base of an ablation.</summary>
    public SearchPoint? Base { get; init; }

    /// <summary>The points, each with a line that says what it is.</summary>
    /// <exception cref="DlException">They are more than 100,000, or an ablation has no base.</exception>
    public Many<(string Label, SearchPoint Point)> Points => Method switch
    {
        SearchMethod.Random => [.. Distinct(Bounded(Trials)).Select(point => (point.ToString(), point))],
        SearchMethod.Grid => [.. Gridded().Select(point => (point.ToString(), point))],
        _ => Changed(Base ?? throw new DlException("an ablation has a base: one value for each hyperparameter")),
    };

    // A point that was drawn before is drawn again; where hardly any is left, the next one in order is taken.
    IEnumerable<SearchPoint> Distinct(int most)
    {
        var tried = new HashSet<SearchPoint>();
        var isFinite = Space.All(dimension => dimension.All is not null);
        var rest = isFinite ? Combined(dimension => dimension.All!).GetEnumerator() : Enumerable.Empty<SearchPoint>().GetEnumerator();
        for (var i = 0; i < most; i++)
        {
            var point = Enumerable.Range(0, Draws).Select(draw => Drawn(i, draw)).FirstOrDefault(one => !tried.Contains(one));
            while (point is null && rest.MoveNext())
                if (!tried.Contains(rest.Current)) point = rest.Current;
            if (point is null && isFinite) yield break;
            tried.Add(point ??= Drawn(i, 0));
            yield return point;
        }
    }

    // A hyperparameter draws by its name, so that adding another one leaves its values as they were.
    SearchPoint Drawn(int i, int draw) => new(Space.Map(dimension => (dimension.Name, dimension.At(Key.Of(Seed).Child(i).Child(Hash(dimension.Name)).Uniform(draw)))));

    IEnumerable<SearchPoint> Gridded()
    {
        Bounded(Space.Aggregate(1L, (count, dimension) => Math.Min(count * dimension.Grid.Count, int.MaxValue)));
        return Combined(dimension => dimension.Grid);
    }

    IEnumerable<SearchPoint> Combined(Func<Dimension, Many<SearchValue>> values) => Space.Aggregate(
        Enumerable.Repeat(new SearchPoint([]), 1),
        (points, dimension) => points.SelectMany(point => values(dimension).Select(value => new SearchPoint([.. point.Values, (dimension.Name, value)]))));

    Many<(string, SearchPoint)> Changed(SearchPoint start) =>
    [
        ("base", start),
        .. Space.SelectMany(dimension => dimension.Grid.Where(value => value != start[dimension.Name]).Select(value => ($"{dimension.Name} {value}", start.With(dimension.Name, value)))),
    ];

    static int Bounded(long points) => points <= Most ? (int)points : throw Wrong.That($"a search tries at most {Most} points, but this one would try {points}; give fewer values");

    // FNV-1a.
    static long Hash(string name) => unchecked((long)Encoding.UTF8.GetBytes(name).Aggregate(14695981039346656037, (hash, letter) => (hash ^ letter) * 1099511628211) & long.MaxValue);
}
