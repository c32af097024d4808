using System.Globalization;
using System.Text;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>The rows of a text file, cut into cells.</summary>
/// <remarks>
/// A cell may stand between quotation marks, which then hide separators and ends of lines; two of them inside are one (RFC 4180). Blank lines between rows are
/// passed over.
/// </remarks>
internal sealed class CsvRows(DataFile file, CsvFormat format)
{
    const int LongestCell = 1 << 20;

    readonly List<string> cells = [];
    StringBuilder? open;
    char? separator = format.Separator;

    /// <summary>The names of the columns; empty without a header line that has them.</summary>
    public Many<string> Columns { get; private set; } = [];

    /// <summary>The names of the classes, when the header line has them; else empty.</summary>
    public Many<string> Classes { get; private set; } = [];

    /// <summary>The number of columns.</summary>
    public int Width { get; private set; }

    /// <summary>The rows behind the header line, each with the line that it begins on. The list is the same one for every row.</summary>
    public IEnumerable<(int Line, List<string> Cells)> Read()
    {
        int? promised = null;
        var (rows, begin, isFirst) = (0, 0, true);
        foreach (var (line, text) in file.Lines())
        {
            if (open is null)
            {
                if (string.IsNullOrWhiteSpace(text)) continue;
                separator ??= Detect(text);
                cells.Clear();
                begin = line;
            }
            Cut(text);
            if (open is not null) continue;
            if (isFirst)
            {
                isFirst = false;
                Width = cells.Count;
                if (format.Header == CsvHeader.Detect && Counts() is { } counts)
                {
                    (promised, Width, Classes) = (counts.Rows, counts.Width, cells.Skip(2).ToMany());
                    continue;
                }
                if (format.Header == CsvHeader.Present || (format.Header == CsvHeader.Detect && !cells.Any(IsNumber)))
                {
                    Columns = cells.ToMany();
                    continue;
                }
            }
            if (cells.Count != Width)
                throw file.Error($"line {begin}: has {cells.Count} cells, but {Width} are expected, as {(promised is null ? "on the first line" : "the first line says")}");
            yield return (begin, cells);
            rows++;
        }
        if (open is not null) throw file.Error($"line {begin}: a quoted cell is not closed by the end of the file");
        if (rows == 0) throw file.Error(isFirst ? "is empty" : $"has a header line, line {begin}, and no rows");
        if (promised is { } all && all != rows) throw file.Error($"the first line promises {all} rows, but there are {rows}");
    }

    /// <summary>Where a cell is, for messages.</summary>
    public static string Place(int column, Many<string> names) => $"column {column + 1}{(column < names.Count ? $" ({names[column]})" : "")}";

    /// <summary>The number of a cell; null if it is none, or not finite.</summary>
    public static float? Parse(string cell)
    {
        // Short whole numbers are most of what large files hold, and exact in a float.
        if (cell.Length is > 0 and < 8)
        {
            var (whole, i) = (0, 0);
            for (; i < cell.Length && char.IsAsciiDigit(cell[i]); i++) whole = 10 * whole + cell[i] - '0';
            if (i == cell.Length) return whole;
        }
        return float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value) ? value : null;
    }

    /// <summary>What is wrong with a cell that is no number.</summary>
    public static string Complaint(string cell) =>
        cell.Length == 0 ? "the cell is empty, a number is expected"
        : IsNumber(cell) ? $"'{DataFile.Shown(cell)}' is not finite, or too large for a float"
        : cell.Contains(',', StringComparison.Ordinal) ? $"'{DataFile.Shown(cell)}' is not a number; the decimal mark is a point"
        : $"'{DataFile.Shown(cell)}' is not a number";

    /// <summary>Whether a cell is a number, if perhaps not a finite one.</summary>
    public static bool IsNumber(string cell) => float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    static char Detect(string line) => "\t;,".Where(line.Contains).Append(' ').First();

    // Rows, features and the names of the classes; the label is one column more.
    (int Rows, int Width)? Counts() =>
        cells.Count > 2 && int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
        && int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var features) && features < int.MaxValue
        && !cells.Skip(2).Any(IsNumber) ? (rows, features + 1) : null;

    // The cells of a line, which may begin inside a quoted cell and end inside one.
    void Cut(string line)
    {
        for (var at = 0; at <= line.Length; at++)
        {
            if (open is null)
            {
                while (at < line.Length && line[at] == ' ') at++;
                if (at == line.Length && separator == ' ') return;
                if (at == line.Length || line[at] != '"')
                {
                    var end = End(line, at);
                    cells.Add(line[at..end].Trim());
                    at = end;
                    continue;
                }
                open = new();
                at++;
            }
            if (Quoted(line, at) is not { } close) return;
            cells.Add(open.ToString());
            open = null;
            at = End(line, close);
        }
    }

    // Where the quoted cell that is open ends; null if this line does not end it.
    int? Quoted(string line, int from)
    {
        while (true)
        {
            var mark = line.IndexOf('"', from);
            open!.Append(line, from, (mark < 0 ? line.Length : mark) - from);
            if (open.Length > LongestCell) throw file.Error($"a quoted cell before byte {file.Position} is longer than {LongestCell} characters");
            if (mark < 0)
            {
                open.Append('\n');
                return null;
            }
            if (mark + 1 == line.Length || line[mark + 1] != '"') return mark + 1;
            open.Append('"');
            from = mark + 2;
        }
    }

    int End(string line, int from) => line.IndexOf(separator!.Value, from) is >= 0 and var found ? found : line.Length;
}
