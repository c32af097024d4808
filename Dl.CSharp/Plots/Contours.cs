using Dl.Core;

namespace Dl.CSharp;

/// <summary>Curves on which a function of two numbers is constant, drawn thin and without a colour of their own.</summary>
/// <param name="Curves">Pieces of curves.</param>
public sealed record Contours(Many<Many<(double X, double Y)>> Curves) : Mark("")
{
    /// <summary>The contours of a function over a rectangle at given levels, found on a grid (marching squares: each cell of the
    /// grid that a level cuts holds one straight piece of it, or two at a saddle).</summary>
    /// <param name="f">The function; where it is not finite there is no contour.</param>
    /// <param name="x">The range of x.</param>
    /// <param name="y">The range of y.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="cells">How many cells the grid has along each axis.</param>
    public static Contours Of(Func<double, double, double> f, (double Low, double High) x, (double Low, double High) y, IEnumerable<double> levels, int cells = 80)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentOutOfRangeException.ThrowIfLessThan(cells, 1);
        double X(double i) => x.Low + i * (x.High - x.Low) / cells;
        double Y(double j) => y.Low + j * (y.High - y.Low) / cells;
        var values = new double[cells + 1, cells + 1];
        for (var i = 0; i <= cells; i++)
            for (var j = 0; j <= cells; j++) values[i, j] = f(X(i), Y(j));
        return new(levels.SelectMany(level => Joined(Enumerable.Range(0, cells).SelectMany(i => Enumerable.Range(0, cells).SelectMany(j => Pieces(i, j, level))))).ToMany());

        // Where the level crosses each edge of a cell, in order around it; at a saddle four edges are crossed.
        IEnumerable<((double X, double Y) From, (double X, double Y) To)> Pieces(int i, int j, double level)
        {
            (int I, int J)[] corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)];
            if (corners.Any(c => !double.IsFinite(values[c.I, c.J]))) yield break;
            var crossings = new List<(double X, double Y)>();
            for (var k = 0; k < 4; k++)
            {
                // An edge is walked in one direction by both its cells, so that the crossing is the same number.
                var (a, b) = k < 2 ? (corners[k], corners[k + 1]) : (corners[(k + 1) % 4], corners[k]);
                var (from, to) = (values[a.I, a.J], values[b.I, b.J]);
                if (from < level == to < level) continue;
                var share = (level - from) / (to - from);
                crossings.Add((X(a.I + share * (b.I - a.I)), Y(a.J + share * (b.J - a.J))));
            }
            for (var k = 0; k + 1 < crossings.Count; k += 2)
                if (crossings[k] != crossings[k + 1]) yield return (crossings[k], crossings[k + 1]);
        }
    }

    // Pieces that share an end become one curve.
    static IEnumerable<Many<(double X, double Y)>> Joined(IEnumerable<((double X, double Y) From, (double X, double Y) To)> pieces)
    {
        var free = pieces.ToList();
        var at = free.SelectMany((piece, i) => new[] { (Point: piece.From, Index: i), (Point: piece.To, Index: i) }).ToLookup(end => end.Point, end => end.Index);
        var used = new bool[free.Count];
        for (var i = 0; i < free.Count; i++)
        {
            if (used[i]) continue;
            used[i] = true;
            var curve = new LinkedList<(double X, double Y)>([free[i].From, free[i].To]);
            while (Next(curve.Last!.Value) is { } after) curve.AddLast(after);
            while (Next(curve.First!.Value) is { } before) curve.AddFirst(before);
            yield return curve.ToMany();
        }

        (double X, double Y)? Next((double X, double Y) end)
        {
            foreach (var i in at[end])
            {
                if (used[i]) continue;
                used[i] = true;
                return free[i].From == end ? free[i].To : free[i].From;
            }
            return null;
        }
    }
}
