using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>A network as a picture: a box for each layer with the shape of its output and its number of parameters, from top to bottom; ways beside each other where it forks.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Model">The model.</param>
/// <param name="MostBoxes">How many boxes there may be; a network of more is drawn with its inner parts as one box each.</param>
public sealed record NetworkDrawing(string Title, Model Model, int MostBoxes = 60) : Plot(Title)
{
    const double Wide = 190, Tall = 40, Gap = 22, Beside = 18, Text = 12;

    internal override Drawing Draw()
    {
        var depth = 1;
        while (depth < 12 && Boxes(Model.Net, Model.Params, Model.Example, depth + 1) is var more && more <= MostBoxes && more > Boxes(Model.Net, Model.Params, Model.Example, depth)) depth++;
        var network = Stack([Box("input", Model.Example, null), Layer(Model.Net, Name(0, Model.Net, isWhole: true), Model.Params, Model.Example, depth)]);
        var (margin, top) = (12.0, Title.Length > 0 ? 34.0 : 12.0);
        return new(network.Width + 2 * margin, network.Height + top + margin, Markup.Of($"""
            <text class='dl-title' x='4' y='20'>{Title}</text>
            <g transform='translate({margin} {top})'>{network.Content(0, 0)}</g>

            """));
    }

    /// <summary>A piece of the picture, with its way in at the middle of its top and its way out at the middle of its bottom.</summary>
    sealed record Piece(double Width, double Height, Func<double, double, Markup> Content);

    Piece Layer(ILayer layer, string name, ITree<float> parameters, Shape x, int depth) => (layer, parameters) switch
    {
        (Seq { Layers.Count: 0 }, _) => Line(Tall / 2),
        (Seq seq, Trees<float> parts) when depth > 0 => Stack(Shortened([.. Chain(seq.Layers, parts, x).Select(one => Layer(one.Layer, one.Name, one.Params, one.Input, one.Layer is Seq or Residual or Branch or DenseBlock or Repeat ? depth - 1 : depth))])),
        (Residual residual, Trees<float> parts) when depth > 0 => Stack([Fork([Layer(residual.Body, "body", parts.Items[0], x, depth), Layer(residual.Shortcut, "shortcut", parts.Items[1], x, depth)]), Round("+")]),
        (Branch branch, Trees<float> parts) when depth > 0 => Stack([Fork(branch.Ways.Select((way, i) => Layer(way, Name(i, way), parts.Items[i], x, depth))), Round(branch.Merge == Merge.Concat ? "concat" : branch.Merge.ToString().ToLowerInvariant())]),
        (Recompute again, _) => Layer(again.Body, name, parameters, x, depth),
        (Identity, _) => Line(Tall),
        _ => Box(name, After(layer, x), Tree.Size(parameters)),
    };

    // Of a very long row the middle is left out.
    Piece[] Shortened(Piece[] pieces) => pieces.Length <= MostBoxes + 1 ? pieces
        : [.. pieces[..(2 * MostBoxes / 3)], Round(string.Create(CultureInfo.InvariantCulture, $"… {pieces.Length - MostBoxes} more …")), .. pieces[^(MostBoxes - 2 * MostBoxes / 3)..]];

    static int Boxes(ILayer layer, ITree<float> parameters, Shape x, int depth) => (layer, parameters) switch
    {
        (Seq seq, Trees<float> parts) when depth > 0 => Chain(seq.Layers, parts, x).Sum(one => Boxes(one.Layer, one.Params, one.Input, one.Layer is Seq or Residual or Branch or DenseBlock or Repeat ? depth - 1 : depth)),
        (Residual residual, Trees<float> parts) when depth > 0 => Boxes(residual.Body, parts.Items[0], x, depth) + Boxes(residual.Shortcut, parts.Items[1], x, depth),
        (Branch branch, Trees<float> parts) when depth > 0 => branch.Ways.Select((way, i) => Boxes(way, parts.Items[i], x, depth)).Sum(),
        (Recompute again, _) => Boxes(again.Body, parameters, x, depth),
        _ => 1,
    };

    static List<(ILayer Layer, string Name, ITree<float> Params, Shape Input)> Chain(Many<ILayer> layers, Trees<float> parts, Shape x)
    {
        var chain = new List<(ILayer, string, ITree<float>, Shape)>();
        for (var i = 0; i < layers.Count; i++)
        {
            chain.Add((layers[i], Name(i, layers[i]), parts.Items[i], x));
            x = After(layers[i], x);
        }
        return chain;
    }

    static Shape After(ILayer layer, Shape x) => Net.Form<float>(layer, x).Output;

    static string Name(int i, ILayer layer, bool isWhole = false) => isWhole ? layer.Name : string.Create(CultureInfo.InvariantCulture, $"{i}:{layer.Name}");

    static Piece Box(string name, Shape output, long? parameters) => new(Wide, Tall, (x, y) => Markup.Of($"""
        <rect class='dl-cell' x='{x}' y='{y}' width='{Wide}' height='{Tall}' rx='6'/><text class='dl-ink' x='{x + Wide / 2}' y='{y + 17}' text-anchor='middle'>{Markup.Fit(name, Text, Wide - 12)}</text><text x='{x + Wide / 2}' y='{y + 32}' text-anchor='middle'>{Markup.Fit(output + (parameters > 0 ? $"  ·  {parameters.Value.ToString("#,0", CultureInfo.InvariantCulture)}" : ""), Text, Wide - 8)}</text>

        """));

    static Piece Round(string sign) => new(Markup.Width(sign, Text) + 24, 22, (x, y) => Markup.Of($"""
        <rect class='dl-cell' x='{x}' y='{y}' width='{Markup.Width(sign, Text) + 24}' height='22' rx='11'/><text class='dl-ink' x='{x + Markup.Width(sign, Text) / 2 + 12}' y='{y + 15}' text-anchor='middle'>{sign}</text>

        """));

    static Piece Line(double height) => new(24, height, (x, y) => Markup.Of($"<path class='dl-axis' fill='none' d='M{x + 12} {y}v{height}'/>\n"));

    // One below the other, each joined with the next.
    static Piece Stack(IEnumerable<Piece> all)
    {
        var pieces = all.ToArray();
        var width = pieces.Max(piece => piece.Width);
        return new(width, pieces.Sum(piece => piece.Height) + Gap * (pieces.Length - 1), (x, y) =>
        {
            var content = new List<Markup>();
            foreach (var piece in pieces)
            {
                if (piece != pieces[0]) content.Add(Markup.Of($"<path class='dl-axis' d='M{x + width / 2} {y - Gap}v{Gap}'/>\n"));
                content.Add(piece.Content(x + (width - piece.Width) / 2, y));
                y += piece.Height + Gap;
            }
            return Markup.Join(content);
        });
    }

    // Side by side, from one point above to one point below.
    static Piece Fork(IEnumerable<Piece> all)
    {
        var ways = all.ToArray();
        var (width, height) = (ways.Sum(way => way.Width) + Beside * (ways.Length - 1), ways.Max(way => way.Height));
        return new(width, height + 2 * Gap, (x, y) =>
        {
            var (content, middle, at) = (new List<Markup>(), x + width / 2, x);
            foreach (var way in ways)
            {
                var own = at + way.Width / 2;
                content.Add(Markup.Of($"<path class='dl-axis' fill='none' d='M{middle} {y}C{middle} {y + Gap} {own} {y} {own} {y + Gap}'/><path class='dl-axis' fill='none' d='M{own} {y + Gap + way.Height}V{y + Gap + height}C{own} {y + height + 2 * Gap} {middle} {y + height + Gap} {middle} {y + height + 2 * Gap}'/>\n"));
                content.Add(way.Content(at, y + Gap));
                at += way.Width + Beside;
            }
            return Markup.Join(content);
        });
    }
}
