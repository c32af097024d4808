using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>A computational graph as a plot, in layers from left to right: each node with its value and, below, the derivative of the whole by it, at the end of each edge its local
/// derivative; of more than one number the shape. Leaves have the second colour. <see cref="GraphDrawing"/> draws the same for other programs.</summary>
/// <example><code>
/// note.Draw("graph", new GraphPlot("A neuron", Graph.Of(at, f)));
/// </code></example>
/// <param name="Title">What it shows.</param>
/// <param name="Graph">The graph.</param>
public sealed record GraphPlot(string Title, Graph Graph) : Plot(Title)
{
    const double Text = 12, Top = 34;

    internal override Drawing Draw()
    {
        var layout = GraphLayout.Of(Graph);
        var top = Title.Length > 0 ? Top : 0;
        return new(Math.Max(layout.Width, Markup.Width(Title, 16) + 8), layout.Height + top, Markup.Of($"""
            <text class='dl-title' x='4' y='20'>{Title}</text>
            <g transform='translate(0 {top})'>
            {layout.Routes.Select(Edge)}{Graph.Nodes.Select((node, i) => Box(layout.Corners[i], node))}{layout.Routes.Select(Local)}</g>

            """));
    }

    static Markup Edge(Route route)
    {
        var end = route.Points[^1];
        return Markup.Of($"<path class='dl-axis' fill='none' d='M{route.Points[0].X} {route.Points[0].Y}{route.Points.Zip(route.Points.Skip(1)).Select(Piece)}M{end.X - 6} {end.Y - 4}L{end.X} {end.Y}L{end.X - 6} {end.Y + 4}'/>\n");
    }

    static Markup Piece((Point From, Point To) way) =>
        Markup.Of($"C{(way.From.X + way.To.X) / 2} {way.From.Y} {(way.From.X + way.To.X) / 2} {way.To.Y} {way.To.X} {way.To.Y}");

    // On a ground of its own, since other edges may pass.
    static Markup Local(Route route)
    {
        var (text, end) = (Short(route.Edge.Local), route.Points[^1]);
        var wide = Markup.Width(text, Text);
        return Markup.Of($"<rect class='dl-page' x='{end.X - 9 - wide}' y='{end.Y - 15}' width='{wide}' height='12'/><text class='dl-ink' x='{end.X - 9}' y='{end.Y - 5}' text-anchor='end'>{text}</text>\n");
    }

    static Markup Box(Point at, GraphNode node)
    {
        var middle = at.X + GraphLayout.Box / 2;
        var box = Markup.Of($"x='{at.X}' y='{at.Y}' width='{GraphLayout.Box}' height='{GraphLayout.Tall}' rx='6'");
        return Markup.Of($"""
            <rect class='dl-page' {box}/><rect class='{(node.IsLeaf ? "dl-band dl-f1" : "dl-band dl-f0")}' {box}/><text class='dl-ink' font-weight='bold' x='{middle}' y='{at.Y + 17}' text-anchor='middle'>{Markup.Fit(node.Name, Text, GraphLayout.Box - 8)}</text><text class='dl-ink' x='{middle}' y='{at.Y + 34}' text-anchor='middle'>{Short(node.Value)}</text><text x='{middle}' y='{at.Y + 51}' text-anchor='middle'>d {Short(node.Derivative)}</text>

            """);
    }

    // A number, or the shape of more than one.
    static string Short(Tensor<double> value) =>
        value.Shape.Size == 1 ? value[0].ToString("G3", CultureInfo.InvariantCulture).Replace('-', '−') : value.Shape.ToString();
}
