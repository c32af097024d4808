using System.Globalization;
using System.Text;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>A computational graph as a picture: each node with its value and the derivative of the whole by it, each edge with the local derivative.</summary>
/// <example><code>
/// File.WriteAllText("graph.svg", GraphDrawing.Svg(Graph.Of(at, f)));
/// </code></example>
public static class GraphDrawing
{
    /// <summary>In the language of Graphviz: <c>dot -Tsvg</c> draws it.</summary>
    public static string Dot(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var text = new StringBuilder("digraph {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            var node = graph.Nodes[i];
            text.Append(CultureInfo.InvariantCulture, $"  n{i} [label=\"{Quoted(node.Name)}\\n{Short(node.Value)}\\nd {Short(node.Derivative)}\"{(node.IsLeaf ? ", style=\"rounded,filled\", fillcolor=\"#fde8e8\"" : "")}];\n");
            foreach (var edge in node.Inputs) text.Append(CultureInfo.InvariantCulture, $"  n{edge.From} -> n{i} [label=\"{Short(edge.Local)}\"];\n");
        }
        return text.Append("}\n").ToString();
    }

    /// <summary>In the language of Mermaid, which code hosts and notebooks draw.</summary>
    public static string Mermaid(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var text = new StringBuilder("flowchart LR\n");
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            var node = graph.Nodes[i];
            var label = $"\"{Quoted(node.Name)}<br/>{Short(node.Value)}<br/>d {Short(node.Derivative)}\"";
            text.Append(CultureInfo.InvariantCulture, $"  n{i}{(node.IsLeaf ? $"([{label}])" : $"[{label}]")}\n");
            foreach (var edge in node.Inputs) text.Append(CultureInfo.InvariantCulture, $"  n{edge.From} -->|\"{Short(edge.Local)}\"| n{i}\n");
        }
        return text.ToString();
    }

    /// <summary>As an SVG, in layers from left to right.</summary>
    public static string Svg(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var layout = GraphLayout.Of(graph);
        var (width, height) = (layout.Width, layout.Height);
        var text = new StringBuilder(FormattableString.Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\" text-anchor=\"middle\">\n"));
        text.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" fill=\"#666\"/></marker></defs>\n");
        foreach (var route in layout.Routes) text.Append(Edge(route));
        for (var i = 0; i < graph.Nodes.Count; i++) text.Append(Box(layout.Corners[i], graph.Nodes[i]));
        return text.Append("</svg>\n").ToString();
    }

    static string Edge(Route route)
    {
        var path = new StringBuilder(FormattableString.Invariant($"M{route.Points[0].X},{route.Points[0].Y}"));
        foreach (var (from, to) in route.Points.Zip(route.Points.Skip(1)))
            path.Append(CultureInfo.InvariantCulture, $" C{(from.X + to.X) / 2},{from.Y} {(from.X + to.X) / 2},{to.Y} {to.X},{to.Y}");
        var end = route.Points[^1];
        return FormattableString.Invariant($"<path d=\"{path}\" fill=\"none\" stroke=\"#666\" marker-end=\"url(#tip)\"/>\n")
            + FormattableString.Invariant($"<text x=\"{end.X - 10}\" y=\"{end.Y - 4}\" text-anchor=\"end\" fill=\"#0a7d32\" stroke=\"white\" stroke-width=\"3\" paint-order=\"stroke\">{Escaped(Short(route.Edge.Local))}</text>\n");
    }

    static string Box(Point at, GraphNode node)
    {
        var middle = at.X + GraphLayout.Box / 2;
        return FormattableString.Invariant($"<rect x=\"{at.X}\" y=\"{at.Y}\" width=\"{GraphLayout.Box}\" height=\"{GraphLayout.Tall}\" rx=\"8\" fill=\"{(node.IsLeaf ? "#fde8e8" : "#e8f0fd")}\" stroke=\"#333\"/>\n")
            + FormattableString.Invariant($"<text x=\"{middle}\" y=\"{at.Y + 17}\" font-weight=\"bold\">{Escaped(node.Name)}</text>\n")
            + FormattableString.Invariant($"<text x=\"{middle}\" y=\"{at.Y + 34}\">{Escaped(Short(node.Value))}</text>\n")
            + FormattableString.Invariant($"<text x=\"{middle}\" y=\"{at.Y + 51}\" fill=\"#b3261e\">d {Escaped(Short(node.Derivative))}</text>\n");
    }

    // A number, or the shape of more than one.
    static string Short(Tensor<double> value) => value.Shape.Size == 1 ? value[0].ToString("G4", CultureInfo.InvariantCulture) : value.Shape.ToString();

    static string Escaped(string text) => System.Security.SecurityElement.Escape(text);

    static string Quoted(string name) => name.Replace("\"", "'", StringComparison.Ordinal);
}
