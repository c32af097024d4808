using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>One field of a <see cref="HeatMap"/>.</summary>
/// <param name="Text">What stands in it, if there is room.</param>
/// <param name="Share">How strong its colour is, from 0 to 1.</param>
/// <param name="Note">What a pointer that rests on it is told.</param>
/// <param name="Second">Whether it has the second colour: errors, negative numbers.</param>
public sealed record HeatCell(string Text, double Share, string Note = "", bool Second = false);

/// <summary>A table of colours: a confusion matrix, weights, attention.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="RowLabel">What the rows are.</param>
/// <param name="ColumnLabel">What the columns are.</param>
/// <param name="Rows">The names of the rows.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Cells">The fields, row by row.</param>
public sealed record HeatMap(string Title, string RowLabel, string ColumnLabel, Many<string> Rows, Many<string> Columns, Many<HeatCell> Cells) : Plot(Title)
{
    const double Text = 12, Most = 520, Box = 14, LegendRow = 26;

    /// <summary>Fields of certain strengths, drawn below the table, each with its text beside it: what colours stand for. Without any there is no legend.</summary>
    public Many<HeatCell> Legend { get; init; } = [];

    /// <summary>
    /// A confusion matrix: each row sums to its class, and a field is as strong as the square root of its share of the row,
    /// so that rare errors are seen. What is right has the first colour, what is wrong the second.
    /// </summary>
    public static HeatMap Of(ConfusionMatrix matrix, string title = "")
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var classes = matrix.Classes;
        return new(title, "actual", "predicted", classes, classes, [.. classes.SelectMany((actual, row) => classes.Select((predicted, column) =>
        {
            var (count, support) = (matrix[row, column], matrix.Support(row));
            var share = support == 0 ? 0 : (double)count / support;
            return new HeatCell(
                count == 0 ? "" : count.ToString(CultureInfo.InvariantCulture), Math.Sqrt(share),
                string.Create(CultureInfo.InvariantCulture, $"{actual} taken for {predicted}: {count} of {support} ({100 * share:0.#} %)"), row != column);
        }))]);
    }

    /// <summary>A matrix of numbers: positive ones in the first colour, negative ones in the second, strength by size.</summary>
    /// <param name="values">The numbers, [R, C].</param>
    /// <param name="title">What it shows.</param>
    /// <param name="rows">The names of the rows; none for their numbers.</param>
    /// <param name="columns">The names of the columns; none for their numbers.</param>
    /// <exception cref="DlException">The numbers are no matrix, or the names are not one for each row and column.</exception>
    public static HeatMap Of(Tensor<float> values, string title = "", Many<string>? rows = null, Many<string>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Shape.Rank != 2) throw new DlException($"a heat map shows a matrix, not {values.Shape}");
        var most = values.Span.ToArray().Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        return new(title, "", "", rows ?? Numbers(values.Shape[0]), columns ?? Numbers(values.Shape[1]), [.. values.Span.ToArray().Select(value =>
        {
            // The third form is that of what the first two round to zero.
            var text = value.ToString("0.##;−0.##;0", CultureInfo.InvariantCulture);
            return new HeatCell(text, float.IsFinite(value) && most > 0 ? Math.Abs(value) / most : 0, value.ToString("R", CultureInfo.InvariantCulture), value < 0);
        })]);

        static Many<string> Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }

    internal override Drawing Draw()
    {
        if (Cells.Count != Rows.Count * Columns.Count)
            throw new DlException($"a heat map of {Rows.Count} rows and {Columns.Count} columns has {Rows.Count * Columns.Count} fields, not {Cells.Count}");
        var widest = Cells.Select(cell => Markup.Width(cell.Text, Text)).DefaultIfEmpty(0).Max();
        var left = (RowLabel.Length > 0 ? 26 : 8) + Rows.Select(name => Markup.Width(Short(name), Text)).DefaultIfEmpty(0).Max() + 8;
        var size = Math.Floor(Math.Clamp((Most - left - 40) / Math.Max(1, Columns.Count), 4, 46));
        var (numbered, labelled) = (widest + 2 <= size, size >= 13);
        var longest = Columns.Select(name => Markup.Width(Short(name), Text)).DefaultIfEmpty(0).Max();
        var slanted = longest + 4 > size;
        var top = (Title.Length > 0 ? 32 : 4) + (ColumnLabel.Length > 0 ? 20 : 0) + (!labelled ? 4 : slanted ? 0.62 * longest + 16 : 20);
        var (width, height) = (Columns.Count * size, Rows.Count * size);
        var overhang = slanted && labelled ? 0.8 * Columns.Select((name, i) => Markup.Width(Short(name), Text) - (Columns.Count - 1 - i) * size / 0.8).DefaultIfEmpty(0).Max() : 0;
        var keys = Legend.Select(cell => Box + 26 + Markup.Width(cell.Text, Text)).ToArray();
        var whole = new[] { left + width + Math.Max(12, overhang), Markup.Width(Title, 16) + 8, left + keys.Sum() }.Max();

        return new(whole, top + height + 10 + (keys.Length > 0 ? LegendRow : 0), Markup.Of($"""
            <text class='dl-title' x='4' y='20'>{Title}</text>
            <text x='{left + width / 2}' y='{(Title.Length > 0 ? 32 : 4) + 12}' text-anchor='middle'>{ColumnLabel}</text>
            <text transform='translate(16 {top + height / 2}) rotate(-90)' text-anchor='middle'>{RowLabel}</text>
            {(labelled ? Markup.Join(Rows.Select(RowName).Concat(Columns.Select(ColumnName))) : Markup.None)}{Cells.Select(Field)}{Legend.Select(Key)}
            """));

        string Short(string name) => Markup.Fit(name, Text, 120);

        Markup RowName(string name, int row) =>
            Markup.Of($"<text class='dl-ink' x='{left - 8}' y='{top + (row + 0.5) * size + 4}' text-anchor='end'>{Short(name)}</text>\n");

        Markup ColumnName(string name, int column) => slanted
            ? Markup.Of($"<text class='dl-ink' transform='translate({left + (column + 0.5) * size + 3} {top - 7}) rotate(-38)'>{Short(name)}</text>\n")
            : Markup.Of($"<text class='dl-ink' x='{left + (column + 0.5) * size}' y='{top - 7}' text-anchor='middle'>{name}</text>\n");

        Markup Field(HeatCell cell, int i)
        {
            var (x, y) = (left + i % Columns.Count * size, top + i / Columns.Count * size);
            var gap = size >= 13 ? 1 : 0;
            var strength = Strength(cell);
            return Markup.Of($"<g><title>{cell.Note}</title>{Coloured(cell, Markup.Of($"x='{x + gap}' y='{y + gap}' width='{size - 2 * gap}' height='{size - 2 * gap}' rx='{2 * gap}'"))}{(numbered && cell.Text.Length > 0 ? Markup.Of($"<text class='{(strength > 0.6 ? "dl-hot" : "dl-ink")}' x='{x + size / 2}' y='{y + size / 2 + 4}' text-anchor='middle'>{cell.Text}</text>") : Markup.None)}</g>\n");
        }

        Markup Key(HeatCell cell, int i)
        {
            var (x, y) = (left + keys.Take(i).Sum(), top + height + 12);
            return Markup.Of($"<g>{Coloured(cell, Markup.Of($"x='{x}' y='{y}' width='{Box}' height='{Box}' rx='2'"))}<text x='{x + Box + 6}' y='{y + 11}'>{cell.Text}</text></g>\n");
        }
    }

    static double Strength(HeatCell cell) => double.IsNaN(cell.Share) ? 0 : Math.Clamp(cell.Share, 0, 1);

    static Markup Coloured(HeatCell cell, Markup box) =>
        Markup.Of($"<rect class='dl-cell' {box}/>{(Strength(cell) >= 0.01 ? Markup.Of($"<rect class='{(cell.Second ? "dl-f1" : "dl-f0")}' fill-opacity='{Strength(cell)}' {box}/>") : Markup.None)}");
}
