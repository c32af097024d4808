using System.Globalization;
using System.IO;
using Dl.Core;

namespace Dl.CSharp;

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
        var (column, known) = ((label ?? Column.Last).In(Name, Columns, Width), classes ?? (Classes.Count > 0 ? Classes : null));
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
        return DataSet.Classified(Without(column), Indices.Of(labels), known, Path.GetFileName(Name));
    }

    /// <summary>The examples of a regression: one column is the target, the others are the features.</summary>
    /// <param name="target">The column of the target; the last one when null.</param>
    /// <exception cref="DlException">There is no such column.</exception>
    public DataSet Regression(Column? target = null)
    {
        var column = (target ?? Column.Last).In(Name, Columns, Width);
        return DataSet.Regression(Without(column), Pick([column]), Path.GetFileName(Name));
    }

    Tensor<float> Without(int column) => Pick([.. Enumerable.Range(0, Width).Where(c => c != column)]);

    Tensor<float> Pick(int[] columns) => Tensor<float>.Build([Count, columns.Length], (Values, Width, columns), static (into, s) =>
    {
        var from = s.Values.Span;
        for (var i = 0; i < into.Length; i++)
            into[i] = from[i / s.columns.Length * s.Width + s.columns[i % s.columns.Length]];
    });

    DlException Wrong(int row, int column, float value, string complaint) =>
        new($"{Name}: line {Lines[row]}, {CsvRows.Place(column, Columns)}: {value.ToString("R", CultureInfo.InvariantCulture)} {complaint}");
}
