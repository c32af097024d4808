using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>One column of a table as it lies in a file.</summary>
/// <param name="Name">Its name; <c>column 3</c> without a header line.</param>
public abstract record Field(string Name)
{
    /// <summary>A column of numbers.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Values">One number a row; NaN is a gap.</param>
    public sealed record Numbers(string Name, Tensor<float> Values) : Field(Name)
    {
        /// <inheritdoc/>
        public override bool IsGap(int row) => float.IsNaN(Values[row]);

        /// <inheritdoc/>
        public override Field At(Indices rows) => new Numbers(Name, Rows.Of(Values.Reshape([Values.Shape.Size, 1]), rows).Reshape([rows.Count]));

        /// <inheritdoc/>
        public override string Show(int row) => Values[row].ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>A column of words.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Levels">The words that occur, in ordinal order.</param>
    /// <param name="Codes">One place in the levels a row; <see cref="Gap"/> is a gap.</param>
    public sealed record Words(string Name, Many<string> Levels, Indices Codes) : Field(Name)
    {
        /// <summary>The code of no word.</summary>
        public const int Gap = -1;

        /// <inheritdoc/>
        public override bool IsGap(int row) => Codes[row] == Gap;

        /// <inheritdoc/>
        public override Field At(Indices rows) => this with { Codes = Codes.At(rows) };

        /// <inheritdoc/>
        public override string Show(int row) => IsGap(row) ? "" : Levels[Codes[row]];
    }

    /// <summary>Whether a row has nothing in this column.</summary>
    public abstract bool IsGap(int row);

    /// <summary>The column of the given rows.</summary>
    public abstract Field At(Indices rows);

    /// <summary>The cell of a row as a text.</summary>
    public abstract string Show(int row);
}

/// <summary>A table as it lies in a file: columns of numbers and of words, with gaps. What it means for a network is said by a <see cref="TableEncoding"/>,
/// which is fitted on the training part. pandas: <c>DataFrame</c>.</summary>
/// <param name="Name">The file.</param>
/// <param name="Fields">The columns.</param>
/// <param name="IsNamed">Whether a header line named the columns.</param>
/// <param name="Lines">The line of the file that each row begins on, counted from 1.</param>
public sealed record Records(string Name, Many<Field> Fields, bool IsNamed, Indices Lines)
{
    /// <summary>The number of rows.</summary>
    public int Count => Lines.Count;

    /// <summary>The names of the columns.</summary>
    public Many<string> Columns => Fields.Map(column => column.Name);

    /// <summary>The given rows, in that order.</summary>
    public Records At(Indices rows) => this with { Fields = Fields.Map(field => field.At(rows)), Lines = Lines.At(rows) };

    /// <summary>Parts of the rows, drawn as <see cref="DataSet.Split"/> does: split first, and fit on the training part.</summary>
    /// <exception cref="DlException">A fraction is not positive, or the sum is not 1.</exception>
    public Many<Records> Split(Key key, params double[] fractions) => [.. DataSet.Divided(key, Count, fractions).Select(At)];

    /// <summary>Parts of the rows in which each word of a column has its share; see <see cref="DataSet.SplitStratified"/>. Rows with a gap there count as one word more.</summary>
    /// <exception cref="DlException">There is no such column, a fraction is not positive, or the sum is not 1.</exception>
    public Many<Records> SplitStratified(Key key, Column column, params double[] fractions)
    {
        var field = Fields[column.In(Name, IsNamed ? Columns : [], Fields.Count)];
        var levels = Enumerable.Range(0, Count).Select(field.Show).ToArray();
        var known = levels.Distinct().Order(StringComparer.Ordinal).Select((level, i) => (level, i)).ToDictionary(pair => pair.level, pair => pair.i, StringComparer.Ordinal);
        return [.. DataSet.Divided(key, Indices.Of([.. levels.Select(level => known[level])]), fractions).Select(At)];
    }
}
