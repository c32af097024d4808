using Dl.Functional;

namespace Dl.CSharp;

/// <summary>A point of a drawing.</summary>
internal readonly record struct Point(double X, double Y);

/// <summary>The way of an edge, from the right side of a box to the left side of another.</summary>
internal sealed record Route(GraphEdge Edge, IReadOnlyList<Point> Points);

/// <summary>
/// A drawing in columns: each op stands right of all its inputs, a leaf just left of its first use, and an edge that passes a column has a place of its own there. In
/// a column all stand in the order of what they are joined to on the left and, the next time, on the right. Source: Sugiyama, Tagawa and Toda, 1981.
/// </summary>
/// <param name="Corners">The upper left corner of each node.</param>
/// <param name="Routes">The edges.</param>
internal sealed record GraphLayout(IReadOnlyList<Point> Corners, IReadOnlyList<Route> Routes)
{
    public const double Box = 96, Tall = 60;

    const double Margin = 16, Across = 80, Down = 24;

    public double Width => Corners.Max(corner => corner.X) + Box + Margin;

    public double Height => Math.Max(Corners.Max(corner => corner.Y), Routes.SelectMany(route => route.Points).Select(point => point.Y - Tall / 2).DefaultIfEmpty(0).Max()) + Tall + Margin;

    /// <summary>The drawing of a graph.</summary>
    public static GraphLayout Of(Graph graph)
    {
        var nodes = graph.Nodes;
        var columns = Columns(graph).ToList();
        // Chains of places, one for each edge: the input's node, the columns that are passed, the op's node.
        List<(GraphEdge Edge, int[] Chain)> chains = [];
        for (var i = 0; i < nodes.Count; i++)
            foreach (var edge in nodes[i].Inputs)
            {
                var passed = Enumerable.Range(columns[edge.From] + 1, columns[i] - columns[edge.From] - 1).ToArray();
                chains.Add((edge, [edge.From, .. passed.Select((_, k) => columns.Count + k), i]));
                columns.AddRange(passed);
            }
        var rows = Rows(columns, [.. chains.SelectMany(chain => chain.Chain.Zip(chain.Chain.Skip(1)))]);
        double left(int at) => Margin + columns[at] * (Box + Across);
        double top(int at) => Margin + rows[at] * (Tall + Down);
        var routes = chains.GroupBy(chain => chain.Chain[^1]).SelectMany(into => into.OrderBy(chain => rows[chain.Chain[^2]]).Select((chain, port) => new Route(chain.Edge,
        [
            new(left(chain.Chain[0]) + Box, top(chain.Chain[0]) + Tall / 2),
            .. chain.Chain[1..^1].SelectMany(at => new Point[] { new(left(at), top(at) + Tall / 2), new(left(at) + Box, top(at) + Tall / 2) }),
            new(left(into.Key), top(into.Key) + Tall * (port + 1) / (into.Count() + 1)),
        ])));
        return new([.. nodes.Select((_, i) => new Point(left(i), top(i)))], [.. routes]);
    }

    static int[] Columns(Graph graph)
    {
        var columns = new int[graph.Nodes.Count];
        for (var i = 0; i < columns.Length; i++) columns[i] = graph.Nodes[i].Inputs.Select(edge => columns[edge.From] + 1).DefaultIfEmpty(0).Max();
        for (var i = 0; i < columns.Length; i++)
            if (graph.Nodes[i].IsLeaf)
                columns[i] = Enumerable.Range(0, columns.Length).Where(j => graph.Nodes[j].Inputs.Any(edge => edge.From == i)).Select(j => columns[j] - 1).DefaultIfEmpty(0).Min();
        return columns;
    }

    // Sweeps to the right and to the left, and the last one to the right.
    static double[] Rows(List<int> columns, (int Left, int Right)[] joined)
    {
        var rows = new double[columns.Count];
        var (before, after) = (joined.ToLookup(pair => pair.Right, pair => pair.Left), joined.ToLookup(pair => pair.Left, pair => pair.Right));
        var byColumn = Enumerable.Range(0, columns.Count).GroupBy(i => columns[i]).OrderBy(column => column.Key).Select(column => column.ToArray()).ToArray();
        for (var sweep = 0; sweep < 7; sweep++)
        {
            var neighbours = sweep % 2 == 0 ? before : after;
            foreach (var column in sweep % 2 == 0 ? byColumn : byColumn.Reverse())
            {
                // What nothing on this side draws stays where it is.
                double wish(int i) => neighbours[i].Select(j => rows[j]).DefaultIfEmpty(rows[i]).Average();
                var wishes = column.Select(i => (Item: i, Row: wish(i))).OrderBy(one => one.Row).ToArray();
                var next = double.NegativeInfinity;
                foreach (var (i, row) in wishes)
                {
                    rows[i] = Math.Max(next, row);
                    next = rows[i] + 1;
                }
                // Pushed apart, they stay in the middle of where they wish to be.
                var pushed = column.Average(i => rows[i]) - wishes.Average(one => one.Row);
                foreach (var i in column) rows[i] -= pushed;
            }
        }
        var top = rows.Min();
        return [.. rows.Select(row => row - top)];
    }
}
