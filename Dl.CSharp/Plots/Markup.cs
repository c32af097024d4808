using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dl.CSharp;

/// <summary>
/// A piece of SVG or HTML. It is made from an interpolated string, in which texts are escaped, numbers are rounded to
/// hundredths and pieces stay as they are: what a user named cannot become markup.
/// </summary>
readonly record struct Markup(string Text)
{
    public static Markup None { get; } = new("");

    public static Markup Of(ref Template template) => new(template.ToString());

    public static Markup Join(IEnumerable<Markup> pieces) => new(string.Concat(pieces.Select(piece => piece.Text)));

    /// <summary>The width of a text in a system font, estimated to be rather too wide.</summary>
    public static double Width(string text, double size) => size * text.EnumerateRunes().Sum(rune => rune.Value switch
    {
        >= 0x1100 => 1.0,
        'i' or 'l' or 'j' or '.' or ',' or ':' or '|' or '\'' or ' ' or '-' => 0.34,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.9,
        >= 'A' and <= 'Z' => 0.68,
        _ => 0.57,
    });

    /// <summary>A text cut to a width, with an ellipsis where something is missing.</summary>
    public static string Fit(string text, double size, double width)
    {
        if (Width(text, size) <= width) return text;
        var runes = text.EnumerateRunes().ToArray();
        var kept = runes.Length;
        while (kept > 0 && Width(Cut(kept), size) > width) kept--;
        return Cut(kept);

        string Cut(int count) => string.Concat(runes.Take(count)) + "…";
    }

    [InterpolatedStringHandler]
    public readonly ref struct Template(int literals, int holes)
    {
        readonly StringBuilder text = new(literals + 8 * holes);

        public void AppendLiteral(string literal) => text.Append(literal);

        public void AppendFormatted(Markup piece) => text.Append(piece.Text);

        public void AppendFormatted(IEnumerable<Markup> pieces)
        {
            foreach (var piece in pieces) text.Append(piece.Text);
        }

        public void AppendFormatted(int number) => text.Append(CultureInfo.InvariantCulture, $"{number}");

        // Adding 0 turns -0 into 0.
        public void AppendFormatted(double number) => text.Append((Math.Round(number, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture));

        public void AppendFormatted(string? plain)
        {
            foreach (var rune in (plain ?? "").EnumerateRunes())
                text.Append(rune.Value switch
                {
                    '&' => "&amp;",
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '"' => "&quot;",
                    '\'' => "&#39;",
                    < ' ' and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF => "\uFFFD",
                    _ => rune.ToString(),
                });
        }

        public override string ToString() => text.ToString();
    }
}
