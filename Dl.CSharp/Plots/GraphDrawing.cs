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

    /// <summary>As an SVG of its own, in layers from left to right: see <see cref="GraphPlot"/>.</summary>
    public static string Svg(Graph graph) => new GraphPlot("", graph).ToSvg();

    // A number, or the shape of more than one.
    static string Short(Tensor<double> value) => value.Shape.Size == 1 ? value[0].ToString("G4", CultureInfo.InvariantCulture) : value.Shape.ToString();

    static string Quoted(string name) => name.Replace("\"", "'", StringComparison.Ordinal);
}
