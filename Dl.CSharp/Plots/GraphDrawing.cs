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
        var places = GraphLayout.Of(graph);
        var (width, height) = (places.Max(place => place.X) + GraphLayout.Width + GraphLayout.Margin, places.Max(place => place.Y) + GraphLayout.Height + GraphLayout.Margin);
        var text = new StringBuilder(FormattableString.Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\" text-anchor=\"middle\">\n"));
        text.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" fill=\"#666\"/></marker></defs>\n");
        for (var i = 0; i < graph.Nodes.Count; i++)
            for (var k = 0; k < graph.Nodes[i].Inputs.Count; k++)
                text.Append(Edge(places[graph.Nodes[i].Inputs[k].From], places[i], graph.Nodes[i].Inputs[k], k, graph.Nodes[i].Inputs.Count));
        for (var i = 0; i < graph.Nodes.Count; i++) text.Append(Box(places[i], graph.Nodes[i]));
        return text.Append("</svg>\n").ToString();
    }

    static string Edge((double X, double Y) from, (double X, double Y) to, GraphEdge edge, int input, int inputs)
    {
        var (x1, y1, x2) = (from.X + GraphLayout.Width, from.Y + GraphLayout.Height / 2, to.X);
        var y2 = to.Y + GraphLayout.Height * (input + 1) / (inputs + 1);
        var bend = (x2 - x1) / 2;
        // Three quarters along the curve: near its end, where no other edge into another node is.
        var (labelX, labelY) = (x1 + (x2 - x1) * 0.7, y1 + (y2 - y1) * 0.84 - 4);
        return FormattableString.Invariant($"<path d=\"M{x1},{y1} C{x1 + bend},{y1} {x2 - bend},{y2} {x2},{y2}\" fill=\"none\" stroke=\"#666\" marker-end=\"url(#tip)\"/>\n")
            + FormattableString.Invariant($"<text x=\"{labelX}\" y=\"{labelY}\" fill=\"#0a7d32\" stroke=\"white\" stroke-width=\"3\" paint-order=\"stroke\">{Escaped(Short(edge.Local))}</text>\n");
    }

    static string Box((double X, double Y) at, GraphNode node)
    {
        var middle = at.X + GraphLayout.Width / 2;
        return FormattableString.Invariant($"<rect x=\"{at.X}\" y=\"{at.Y}\" width=\"{GraphLayout.Width}\" height=\"{GraphLayout.Height}\" rx=\"8\" fill=\"{(node.IsLeaf ? "#fde8e8" : "#e8f0fd")}\" stroke=\"#333\"/>\n")
            + FormattableString.Invariant($"<text x=\"{middle}\" y=\"{at.Y + 17}\" font-weight=\"bold\">{Escaped(node.Name)}</text>\n")
            + FormattableString.Invariant($"<text x=\"{middle}\" y=\"{at.Y + 34}\">{Escaped(Short(node.Value))}</text>\n")
            + FormattableString.Invariant($"<text x=\"{middle}\" y=\"{at.Y + 51}\" fill=\"#b3261e\">d {Escaped(Short(node.Derivative))}</text>\n");
    }

    // A number, or the shape of more than one.
    static string Short(Tensor<double> value) => value.Shape.Size == 1 ? value[0].ToString("G4", CultureInfo.InvariantCulture) : value.Shape.ToString();

    static string Escaped(string text) => System.Security.SecurityElement.Escape(text);

    static string Quoted(string name) => name.Replace("\"", "'", StringComparison.Ordinal);
}

/// <summary>Where the nodes of a graph stand: each in the column after its last input, and in a column near its inputs.</summary>
internal static class GraphLayout
{
    public const double Width = 96, Height = 60, Margin = 16;

    const double Across = 80, Down = 24;

    /// <summary>The upper left corners.</summary>
    public static (double X, double Y)[] Of(Graph graph)
    {
        var columns = Columns(graph);
        var rows = new double[columns.Length];
        foreach (var column in Enumerable.Range(0, columns.Length).GroupBy(i => columns[i]).OrderBy(column => column.Key))
        {
            var next = 0.0;
            foreach (var i in column.OrderBy(i => Wish(graph, rows, i)))
            {
                rows[i] = Math.Max(next, Wish(graph, rows, i));
                next = rows[i] + 1;
            }
        }
        return [.. columns.Select((column, i) => (Margin + column * (Width + Across), Margin + rows[i] * (Height + Down)))];
    }

    static int[] Columns(Graph graph)
    {
        var columns = new int[graph.Nodes.Count];
        for (var i = 0; i < columns.Length; i++) columns[i] = graph.Nodes[i].Inputs.Select(edge => columns[edge.From] + 1).DefaultIfEmpty(0).Max();
        // A leaf stands before its first use.
        for (var i = 0; i < columns.Length; i++)
            if (graph.Nodes[i].IsLeaf)
                columns[i] = Enumerable.Range(0, columns.Length).Where(j => graph.Nodes[j].Inputs.Any(edge => edge.From == i)).Select(j => columns[j] - 1).DefaultIfEmpty(0).Min();
        return columns;
    }

    // The middle of the inputs; a leaf wants to be as high as it can.
    static double Wish(Graph graph, double[] rows, int i) => graph.Nodes[i].Inputs.Select(edge => rows[edge.From]).DefaultIfEmpty(0).Average();
}
