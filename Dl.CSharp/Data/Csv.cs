using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// Reads text files of numbers and words, plain or packed (<c>.gz</c>): cells between commas, semicolons, tabs or blanks, numbers with
/// a decimal point whatever the machine's language, blank lines skipped. pandas: <c>read_csv</c>.
/// </summary>
public static class Csv
{
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
        using var file = DataFile.Open(path, format.MaxBytes);
        var (rows, values, lines) = (new CsvRows(file, format), new Pieces<float>(), new Pieces<int>());
        foreach (var (line, cells) in rows.Read())
        {
            for (var column = 0; column < cells.Count; column++)
                values.Add(CsvRows.Parse(cells[column]) ?? throw file.Error($"line {line}, {CsvRows.Place(column, rows.Columns)}: {CsvRows.Complaint(cells[column])}"));
            lines.Add(line);
            if (values.Count > Array.MaxLength) throw file.Error($"line {line}: there are more than {Array.MaxLength} numbers");
        }
        var numbers = Tensor<float>.Build([(int)lines.Count, rows.Width], values, static (into, all) => all.CopyTo(into));
        return new(path, rows.Columns, rows.Classes, numbers, Indices.Of(lines.ToArray()));
    }

    /// <summary>Reads columns of numbers and columns of words, with gaps: what <see cref="TableEncoding"/> makes examples of.</summary>
    /// <remarks>A column in which every cell that is no gap is a number is one of numbers. The file is read twice, once to find out.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="format">How it is written; detected when null.</param>
    /// <param name="words">Columns whose numbers are words: codes, years.</param>
    /// <exception cref="DlException">The file is missing or empty, a row has another number of cells than the first, or a number is not finite.</exception>
    public static Records ReadRecords(string path, CsvFormat? format = null, params Column[] words)
    {
        format ??= CsvFormat.Detected;
        ArgumentNullException.ThrowIfNull(words);
        var gaps = new HashSet<string>(format.Gaps, StringComparer.Ordinal);
        var isNumber = Kinds(path, format, gaps, words);
        using var file = DataFile.Open(path, format.MaxBytes);
        var (rows, lines) = (new CsvRows(file, format), new Pieces<int>());
        var fields = isNumber.Select(number => new Filling(number)).ToArray();
        foreach (var (line, cells) in rows.Read())
        {
            if (lines.Count == 0 && rows.Columns.CountBy(name => name).FirstOrDefault(pair => pair.Value > 1) is { Key: { } twice })
                throw file.Error($"the header line before line {line} has the column '{DataFile.Shown(twice)}' twice");
            if (cells.Count != fields.Length) throw file.Error($"line {line}: the file changed while it was read");
            for (var column = 0; column < fields.Length; column++)
                if (!fields[column].Add(gaps.Contains(cells[column]) ? null : cells[column]))
                    throw file.Error($"line {line}, {CsvRows.Place(column, rows.Columns)}: {CsvRows.Complaint(cells[column])}");
            lines.Add(line);
        }
        return new(path, fields.Select((field, column) => field.Done(rows.Columns.Count > 0 ? rows.Columns[column] : FormattableString.Invariant($"column {column + 1}"))).ToMany(),
            rows.Columns.Count > 0, Indices.Of(lines.ToArray()));
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

    // Which columns are of numbers.
    static bool[] Kinds(string path, CsvFormat format, HashSet<string> gaps, Column[] words)
    {
        using var file = DataFile.Open(path, format.MaxBytes);
        var rows = new CsvRows(file, format);
        bool[]? isNumber = null;
        foreach (var (_, cells) in rows.Read())
        {
            if (isNumber is null)
            {
                isNumber = [.. cells.Select(_ => true)];
                foreach (var column in words) isNumber[column.In(path, rows.Columns, rows.Width)] = false;
            }
            for (var column = 0; column < isNumber.Length; column++)
                isNumber[column] = isNumber[column] && (gaps.Contains(cells[column]) || CsvRows.IsNumber(cells[column]));
        }
        return isNumber!;
    }

    /// <summary>A column while it is read.</summary>
    sealed class Filling(bool isNumber)
    {
        readonly Pieces<float> numbers = new();
        readonly Pieces<int> codes = new();
        readonly Dictionary<string, int> levels = new(StringComparer.Ordinal);

        /// <summary>Whether the cell could be read; null is a gap.</summary>
        public bool Add(string? cell)
        {
            if (isNumber)
            {
                var number = cell is null ? float.NaN : CsvRows.Parse(cell);
                numbers.Add(number ?? 0);
                return number is not null;
            }
            if (cell is null) codes.Add(Field.Words.Gap);
            else if (levels.TryGetValue(cell, out var code)) codes.Add(code);
            else
            {
                codes.Add(levels.Count);
                levels.Add(cell, levels.Count);
            }
            return true;
        }

        public Field Done(string name)
        {
            if (isNumber) return new Field.Numbers(name, Tensor<float>.Build([(int)numbers.Count], numbers, static (into, all) => all.CopyTo(into)));
            // In the ordinal order of the words, whatever row they first came in.
            var ordered = levels.Keys.Order(StringComparer.Ordinal).ToMany();
            var place = new int[ordered.Count];
            for (var i = 0; i < ordered.Count; i++) place[levels[ordered[i]]] = i;
            return new Field.Words(name, ordered, Indices.Of([.. codes.ToArray().Select(code => code == Field.Words.Gap ? code : place[code])]));
        }
    }
}
