using System.Globalization;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>How one column of a table becomes numbers.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Levels">The words of the training part, in ordinal order; empty for a column of numbers.</param>
/// <param name="Categories">What becomes of a word.</param>
/// <param name="Fill">What stands in a gap: a number, or the place of a word; null where a gap is an error.</param>
public sealed record ColumnCode(string Name, Many<string> Levels, Categories Categories, double? Fill)
{
    const int MostWords = 1000;

    /// <summary>How many numbers it becomes.</summary>
    public int Width => Levels.Count > 0 && Categories == Categories.OneHot ? Levels.Count : 1;

    internal static ColumnCode Fit(string file, Field field, Missing missing, Categories categories)
    {
        var kept = Enumerable.Range(0, field is Field.Numbers numbers ? numbers.Values.Shape.Size : ((Field.Words)field).Codes.Count).Where(row => !field.IsGap(row)).ToArray();
        if (kept.Length == 0) throw new DlException($"{file}: column {field.Name} holds nothing in the training part");
        if (field is Field.Numbers { Values: var values })
        {
            var present = kept.Select(row => (double)values[row]);
            return new(field.Name, [], categories, missing switch
            {
                Missing.Mean => Statistics.Mean(present),
                Missing.Median => Statistics.Median(present),
                Missing.MostFrequent => Statistics.MostFrequent(present),
                _ => null,
            });
        }
        // Words of the training part only: those of rows that were left behind are new words.
        var words = (Field.Words)field;
        var counts = kept.CountBy(row => words.Levels[words.Codes[row]]).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        Many<string> levels = [.. words.Levels.Where(counts.ContainsKey)];
        if (categories == Categories.OneHot && levels.Count > MostWords)
            throw new DlException(string.Create(CultureInfo.InvariantCulture, $"{file}: column {field.Name} has {levels.Count} different words, which are too many for one number each; leave it out, or let words become their places"));
        return new(field.Name, levels, categories, missing is Missing.Refuse or Missing.DropRow
            ? null
            : Statistics.MostFrequent(levels.SelectMany((level, place) => Enumerable.Repeat((double)place, counts[level]))));
    }

    /// <summary>Writes the numbers of a cell.</summary>
    internal void Write(Records rows, Field field, int row, bool allowsNewWords, Span<float> into)
    {
        if (Levels.Count == 0) into[0] = Number(rows, field, row);
        else if (Level(rows, field, row, allowsNewWords) is var level && Categories == Categories.Index) into[0] = level;
        else if (level >= 0) into[level] = 1;
    }

    /// <summary>The place of a cell's word; -1 for a new word that is allowed.</summary>
    internal int Level(Records rows, Field field, int row, bool allowsNewWords)
    {
        if (field.IsGap(row)) return (int)(Fill ?? throw Gap(rows, row));
        var word = field.Show(row);
        for (var level = 0; level < Levels.Count; level++)
            if (Levels[level] == word) return level;
        return allowsNewWords ? -1 : throw At(rows, row, $"'{DataFile.Shown(word)}' is not one of the {Levels.Count} words of the training part ({DataFile.Shown(string.Join(", ", Levels))})");
    }

    internal JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["levels"] = new JsonArray([.. Levels.Select(level => (JsonNode?)level)]),
        ["categories"] = Categories.ToString(),
        ["fill"] = Fill is { } fill ? (JsonNode?)fill : null,
    };

    internal static ColumnCode FromJson(JsonNode? json)
    {
        var fields = new Fields("column", json as JsonObject ?? throw new DlException("a column is no JSON object"));
        Many<string> levels = [.. fields.List("levels").Select(level => level is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw new DlException("column: \"levels\" are texts"))];
        double? fill = fields.Node("fill") is null ? null : fields.Number("fill");
        var code = new ColumnCode(fields.Text("name"), levels, fields.Choice<Categories>("categories"), fill);
        fields.End("code");
        return fill is null || (double.IsFinite(fill.Value) && (levels.Count == 0 || (fill >= 0 && fill < levels.Count && fill == Math.Floor(fill.Value))))
            ? code
            : throw new DlException($"column: \"fill\" of {code.Name} is no number that can stand in a gap");
    }

    float Number(Records rows, Field field, int row)
    {
        if (field.IsGap(row)) return (float)(Fill ?? throw Gap(rows, row));
        return field is Field.Numbers { Values: var values } ? values[row] : CsvRows.Parse(field.Show(row)) ?? throw At(rows, row, CsvRows.Complaint(field.Show(row)));
    }

    DlException Gap(Records rows, int row) => At(rows, row, "the cell is empty; say what becomes of gaps, or fill them");

    DlException At(Records rows, int row, string complaint) => new(string.Create(CultureInfo.InvariantCulture, $"{rows.Name}: line {rows.Lines[row]}, {Name}: {complaint}"));
}
