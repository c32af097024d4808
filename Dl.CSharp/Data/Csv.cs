using System.Globalization;
using System.Runtime.InteropServices;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>One column of a table: by its place (<c>0</c>, <c>^1</c>) or by its name in the header line.</summary>
public readonly record struct Column
{
    readonly Index place;
    readonly string? name;

    Column(Index place, string? name) => (this.place, this.name) = (place, name);

    /// <summary>The last column, where labels usually are.</summary>
    public static Column Last { get; } = At(^1);

    /// <summary>A column by its place, counted from zero, or from the end with <c>^</c>.</summary>
    public static Column At(Index place) => new(place, null);

    /// <summary>A column by its name in the header line.</summary>
    public static Column Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(default, name);
    }

    /// <summary>A column by its place.</summary>
    public static implicit operator Column(Index place) => At(place);

    /// <summary>A column by its place, counted from zero.</summary>
    public static implicit operator Column(int place) => At(place);

    /// <summary>A column by its name.</summary>
    public static implicit operator Column(string name) => Named(name);

    /// <summary>The place or the name.</summary>
    public override string ToString() => name ?? place.ToString();

    /// <summary>The place of this column in a table.</summary>
    /// <exception cref="DlException">There is no such column.</exception>
    internal int In(Table table)
    {
        var wanted = name;
        var found = wanted is null ? place.GetOffset(table.Width) : table.Columns.TakeWhile(column => column != wanted).Count();
        return found >= 0 && found < table.Width
            ? found
            : throw new DlException($"{table.Name}: there is no column {this}: {(table.Columns.Count > 0
                ? $"the columns are {string.Join(", ", table.Columns)}"
                : $"there are {table.Width} columns and no header line names them")}");
    }
}

/// <summary>What the first line of a CSV file is.</summary>
public enum CsvHeader
{
    /// <summary>
    /// The names of the columns when no cell of it is a number; counts and class names when it reads like
    /// <c>150,4,setosa,versicolor,virginica</c> (scikit-learn's files: rows, features, classes); else numbers.
    /// </summary>
    Detect,

    /// <summary>The names of the columns, even if they look like numbers.</summary>
    Present,

    /// <summary>Numbers.</summary>
    Absent,
}

/// <summary>How a CSV file is written.</summary>
/// <param name="Separator">
/// What stands between two cells; a blank stands for any run of blanks. Null: the first of tab, semicolon, comma that the
/// first line has, else a blank.
/// </param>
/// <param name="Header">What the first line is.</param>
public sealed record CsvFormat(char? Separator = null, CsvHeader Header = CsvHeader.Detect)
{
    /// <summary>Everything is detected.</summary>
    public static CsvFormat Detected { get; } = new();
}

/// <summary>Numbers in rows and columns, as read from a CSV file.</summary>
/// <param name="Name">The file.</param>
/// <param name="Columns">The names of the columns; empty without a header line.</param>
/// <param name="Classes">The names of the classes, when the header line has them; else empty.</param>
/// <param name="Values">Rows x columns.</param>
/// <param name="Lines">The line of the file that each row comes from, counted from 1.</param>
public sealed record Table(string Name, Many<string> Columns, Many<string> Classes, Tensor<float> Values, Indices Lines)
{
    /// <summary>The number of rows.</summary>
    public int Count => Values.Shape[0];

    /// <summary>The number of columns.</summary>
    public int Width => Values.Shape[1];

    /// <summary>The examples of a classification: one column holds the classes, the others are the features.</summary>
    /// <param name="label">The column of the classes, integers 0 to K - 1; the last one when null.</param>
    /// <param name="classes">
    /// The names of the K classes; when null, those of the header line, else <c>0</c> to the largest label.
    /// </param>
    /// <exception cref="DlException">There is no such column, or a label is not one of the classes.</exception>
    public DataSet Classified(Column? label = null, Many<string>? classes = null)
    {
        var (column, known) = ((label ?? Column.Last).In(this), classes ?? (Classes.Count > 0 ? Classes : null));
        var labels = new int[Count];
        for (var row = 0; row < Count; row++)
        {
            var value = Values[row * Width + column];
            labels[row] = (int)value;
            if (value < 0 || value >= 1 << 24 || labels[row] != value)
                throw Wrong(row, column, value, "is not an integer class 0, 1, ...");
            if (known is not null && labels[row] >= known.Count)
                throw Wrong(row, column, value, $"is not one of the classes 0..{known.Count - 1} ({string.Join(", ", known)})");
        }
        known ??= Enumerable.Range(0, labels.Append(-1).Max() + 1).Select(k => k.ToString(CultureInfo.InvariantCulture)).ToMany();
        return DataSet.Classified(Without(column), Indices.Of(labels), known, System.IO.Path.GetFileName(Name));
    }

    /// <summary>The examples of a regression: one column is the target, the others are the features.</summary>
    /// <param name="target">The column of the target; the last one when null.</param>
    /// <exception cref="DlException">There is no such column.</exception>
    public DataSet Regression(Column? target = null)
    {
        var column = (target ?? Column.Last).In(this);
        return DataSet.Regression(Without(column), Pick([column]), System.IO.Path.GetFileName(Name));
    }

    Tensor<float> Without(int column) => Pick([.. Enumerable.Range(0, Width).Where(c => c != column)]);

    Tensor<float> Pick(int[] columns) => Tensor<float>.Build([Count, columns.Length], (Values, Width, columns), static (into, s) =>
    {
        var from = s.Values.Span;
        for (var i = 0; i < into.Length; i++)
            into[i] = from[i / s.columns.Length * s.Width + s.columns[i % s.columns.Length]];
    });

    DlException Wrong(int row, int column, float value, string complaint) =>
        new($"{Name}: line {Lines[row]}, {Csv.Place(column, Columns)}: {value.ToString("R", CultureInfo.InvariantCulture)} {complaint}");
}

/// <summary>
/// Reads text files of numbers, plain or packed (<c>.gz</c>): cells between commas, semicolons, tabs or blanks, numbers with
/// a decimal point whatever the machine's language, blank lines skipped. pandas: <c>read_csv</c>.
/// </summary>
public static class Csv
{
    const NumberStyles Number = NumberStyles.Float;

    /// <summary>Reads all columns as numbers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How it is written; detected when null.</param>
    /// <exception cref="DlException">
    /// The file is missing or empty, a row has another number of cells than the first, a cell is not a finite number, or the
    /// header line promises another size. The message names file, line, column, value and expectation.
    /// </exception>
    public static Table Read(string path, CsvFormat? format = null)
    {
        format ??= CsvFormat.Detected;
        using var file = DataFile.Open(path);
        var (values, lines) = (new List<float>(), new List<int>());
        Many<string> columns = [], classes = [];
        (int Rows, int Width)? promised = null;
        char? separator = null;
        var (width, cells) = (0, new List<ReadOnlyMemory<char>>());
        foreach (var (line, text) in file.Lines())
        {
            var first = separator is null;
            separator ??= format.Separator ?? Detect(text);
            Cut(text, separator.Value, cells);
            if (first)
            {
                string[] names = [.. cells.Select(cell => cell.ToString())];
                width = names.Length;
                if (format.Header == CsvHeader.Detect && Counts(names) is { } counts)
                {
                    (promised, classes, width) = (counts, names.Skip(2).ToMany(), counts.Width);
                    continue;
                }
                if (format.Header == CsvHeader.Present || (format.Header == CsvHeader.Detect && !names.Any(name => IsNumber(name))))
                {
                    columns = names.ToMany();
                    continue;
                }
            }
            if (cells.Count != width)
                throw file.Error($"line {line}: has {cells.Count} cells, but {width} are expected, as {(promised is null ? "on the first line" : "the first line says")}");
            for (var column = 0; column < width; column++)
                values.Add(Parse(cells[column].Span) ?? throw file.Error($"line {line}, {Place(column, columns)}: {Complaint(cells[column].ToString())}"));
            lines.Add(line);
        }
        if (lines.Count == 0) throw file.Error(separator is null ? "is empty" : "has a header line and no rows");
        if (promised is { } sizes && sizes.Rows != lines.Count)
            throw file.Error($"the first line promises {sizes.Rows} rows, but there are {lines.Count}");
        return new(path, columns, classes,
            Tensor<float>.Build([lines.Count, width], values, static (into, v) => CollectionsMarshal.AsSpan(v).CopyTo(into)),
            Indices.Of([.. lines]));
    }

    /// <summary>Reads the examples of a classification; see <see cref="Table.Classified"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The column of the classes; the last one when null.</param>
    /// <param name="classes">The names of the classes; those of the header line, or numbers, when null.</param>
    /// <param name="format">How the file is written; detected when null.</param>
    /// <exception cref="DlException">The file cannot be read, or a label is not one of the classes.</exception>
    public static DataSet ReadClasses(string path, Column? label = null, Many<string>? classes = null, CsvFormat? format = null) =>
        Read(path, format).Classified(label, classes);

    /// <summary>Reads the examples of a regression; see <see cref="Table.Regression"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">The column of the target; the last one when null.</param>
    /// <param name="format">How the file is written; detected when null.</param>
    /// <exception cref="DlException">The file cannot be read, or has no such column.</exception>
    public static DataSet ReadValues(string path, Column? target = null, CsvFormat? format = null) =>
        Read(path, format).Regression(target);

    internal static string Place(int column, Many<string> names) =>
        $"column {column + 1}{(column < names.Count ? $" ({names[column]})" : "")}";

    static char Detect(string line) => "\t;,".Where(line.Contains).Append(' ').First();

    // Rows, features and the names of the classes; the label is one column more.
    static (int Rows, int Width)? Counts(string[] cells) =>
        cells.Length > 2 && int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
        && int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var features)
        && !cells.Skip(2).Any(cell => IsNumber(cell)) ? (rows, features + 1) : null;

    // A cell may stand between quotation marks, which then hide separators; two of them inside are one.
    static void Cut(string line, char separator, List<ReadOnlyMemory<char>> cells)
    {
        cells.Clear();
        for (var at = 0; at <= line.Length; at++)
        {
            while (at < line.Length && line[at] == ' ') at++;
            if (at == line.Length && separator == ' ') return;
            if (at < line.Length && line[at] == '"')
            {
                var (content, end) = Quoted(line, at + 1);
                cells.Add(content.AsMemory());
                at = End(end);
            }
            else
            {
                var end = End(at);
                cells.Add(line.AsMemory(at, end - at).Trim());
                at = end;
            }
        }

        int End(int from) => line.IndexOf(separator, from) is >= 0 and var found ? found : line.Length;
    }

    static (string Content, int End) Quoted(string line, int from)
    {
        var content = "";
        while (true)
        {
            var mark = line.IndexOf('"', from);
            if (mark < 0) return (content + line[from..], line.Length);
            content += line[from..mark];
            if (mark + 1 == line.Length || line[mark + 1] != '"') return (content, mark + 1);
            content += '"';
            from = mark + 2;
        }
    }

    static bool IsNumber(string cell) => float.TryParse(cell, Number, CultureInfo.InvariantCulture, out _);

    static float? Parse(ReadOnlySpan<char> cell)
    {
        // Short whole numbers are most of what large files hold, and exact in a float.
        if (cell.Length is > 0 and < 8)
        {
            var (whole, i) = (0, 0);
            for (; i < cell.Length && char.IsAsciiDigit(cell[i]); i++) whole = 10 * whole + cell[i] - '0';
            if (i == cell.Length) return whole;
        }
        return float.TryParse(cell, Number, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value) ? value : null;
    }

    static string Complaint(string cell) =>
        cell.Length == 0 ? "the cell is empty, a number is expected"
        : IsNumber(cell) ? $"'{cell}' is not finite, or too large for a float"
        : cell.Contains(',') ? $"'{cell}' is not a number; the decimal mark is a point"
        : $"'{cell}' is not a number";
}
