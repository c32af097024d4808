using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>What becomes of a gap in a table. It is never filled in silence.</summary>
public enum Missing
{
    /// <summary>An error that names line and column.</summary>
    Refuse,

    /// <summary>The row is left out. Where a row is asked about, in prediction, it is an error.</summary>
    DropRow,

    /// <summary>The mean of the training part; in a column of words its most frequent word. scikit-learn: <c>SimpleImputer(strategy="mean")</c>.</summary>
    Mean,

    /// <summary>The median of the training part; in a column of words its most frequent word.</summary>
    Median,

    /// <summary>What is most frequent in the training part.</summary>
    MostFrequent,
}

/// <summary>What becomes of words.</summary>
public enum Categories
{
    /// <summary>As many numbers as there are words, 1 for its own and 0 for the others. scikit-learn: <c>OneHotEncoder</c>; pandas: <c>get_dummies</c>.</summary>
    OneHot,

    /// <summary>The place of the word among the words in ordinal order. scikit-learn: <c>OrdinalEncoder</c>.</summary>
    Index,
}

/// <summary>How a table is made examples.</summary>
public sealed record TableSettings
{
    /// <summary>The column that is to be predicted; the last one by default.</summary>
    public Column Target { get; init; } = Column.Last;

    /// <summary>Columns that are neither input nor target: numbers of rows, names.</summary>
    public Many<Column> Ignored { get; init; } = [];

    /// <summary>What becomes of a gap among the inputs. A row whose target is a gap is an error, or left out with <see cref="Missing.DropRow"/>.</summary>
    public Missing Missing { get; init; }

    /// <summary>What becomes of words among the inputs.</summary>
    public Categories Categories { get; init; }

    /// <summary>What a word is that the training part does not have: an error, or nothing known (all zeros) if words become <see cref="Categories.OneHot"/>.
    /// scikit-learn: <c>handle_unknown</c>.</summary>
    public bool AllowsNewWords { get; init; }

    /// <summary>Whether the target is a class. Null: as <see cref="TableEncoding.LooksLikeClasses"/> says.</summary>
    public bool? IsClass { get; init; }
}

/// <summary>
/// How the rows of a table become examples, fitted on the training part alone and stored with the model, so that what is predicted later is encoded in the
/// same way: which columns, in which order, with which words and which fillers of gaps. scikit-learn: <c>ColumnTransformer</c>.
/// </summary>
/// <param name="Inputs">The columns that are inputs, in order.</param>
/// <param name="Target">The column that is predicted.</param>
/// <param name="IsClass">Whether it is a class; else it is a number.</param>
/// <param name="Missing">What becomes of a gap.</param>
/// <param name="AllowsNewWords">Whether a word that the training part does not have becomes zeros.</param>
public sealed record TableEncoding(Many<ColumnCode> Inputs, ColumnCode Target, bool IsClass, Missing Missing, bool AllowsNewWords)
{
    const int MostClasses = 100;

    /// <summary>The number of numbers of an example.</summary>
    public int Width => Inputs.Sum(input => input.Width);

    /// <summary>Measures the training part.</summary>
    /// <param name="training">The training part, and nothing else: what is held out must not be seen.</param>
    /// <param name="settings">How the table is made examples; the defaults when null.</param>
    /// <exception cref="DlException">There is no such column, no row, a gap that is refused, or a column that holds nothing.</exception>
    public static TableEncoding Fit(Records training, TableSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(training);
        settings ??= new();
        int Place(Column column) => column.In(training.Name, training.IsNamed ? training.Columns : [], training.Fields.Count);
        var target = Place(settings.Target);
        var ignored = settings.Ignored.Select(Place).Append(target).ToHashSet();
        var inputs = Enumerable.Range(0, training.Fields.Count).Where(column => !ignored.Contains(column)).Select(column => training.Fields[column]).ToArray();
        if (inputs.Length == 0) throw new DlException($"{training.Name}: no column is left for the inputs");
        if (settings is { AllowsNewWords: true, Categories: Categories.Index }) throw new DlException("a new word has no place among the words of the training part; allow it with one number for each word");
        var isClass = settings.IsClass ?? AreClasses(training.Fields[target]);
        if (!isClass && training.Fields[target] is Field.Words) throw new DlException($"{training.Name}: column {training.Fields[target].Name} holds words, and is no number to predict");
        return new(
            [.. inputs.Select(field => ColumnCode.Fit(training.Name, field, settings.Missing, settings.Categories))],
            ColumnCode.Fit(training.Name, isClass ? AsWords(training.Fields[target]) : training.Fields[target], Missing.Refuse, Categories.Index), isClass, settings.Missing, settings.AllowsNewWords);
    }

    /// <summary>Whether a column holds classes: words, or the whole numbers 0 to K - 1 or 1 to K, all of which occur, K at most 100. Anything else are numbers to predict.</summary>
    /// <exception cref="DlException">There is no such column.</exception>
    public static bool LooksLikeClasses(Records rows, Column target)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return AreClasses(rows.Fields[target.In(rows.Name, rows.IsNamed ? rows.Columns : [], rows.Fields.Count)]);
    }

    /// <summary>The examples of a table.</summary>
    /// <param name="rows">Rows with all columns, the target among them.</param>
    /// <exception cref="DlException">A column is missing, or a cell cannot be what it should be; the message names line and column.</exception>
    public DataSet Apply(Records rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (inputs, target) = (Found(rows), Find(rows, Target) ?? throw new DlException($"{rows.Name}: has no column {Target.Name}, which is to be predicted"));
        var kept = Missing == Missing.DropRow
            ? Enumerable.Range(0, rows.Count).Where(row => !target.IsGap(row) && !inputs.Any(input => input.IsGap(row))).ToArray()
            : [.. Enumerable.Range(0, rows.Count)];
        if (kept.Length < rows.Count)
        {
            rows = rows.At(Indices.Of(kept));
            (inputs, target) = (Found(rows), Find(rows, Target)!);
        }
        var name = System.IO.Path.GetFileName(rows.Name);
        if (!IsClass) return DataSet.Regression(Encoded(rows, inputs), Filled(rows, [(Target, target)]), name);
        var words = (Field.Words)AsWords(target);
        return DataSet.Classified(Encoded(rows, inputs), Indices.Of([.. Enumerable.Range(0, rows.Count).Select(row => Target.Level(rows, words, row, false))]), Target.Levels, name);
    }

    /// <summary>The inputs of a table, whether or not it has the target.</summary>
    /// <param name="rows">Rows with the columns of the inputs; without a header line they are told by their places.</param>
    /// <exception cref="DlException">A column is missing, or a cell cannot be what it should be; the message names line and column.</exception>
    public Tensor<float> Encode(Records rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Encoded(rows, Found(rows));
    }

    /// <summary>This encoding as JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["inputs"] = new JsonArray([.. Inputs.Select(JsonNode? (input) => input.ToJson())]),
        ["target"] = Target.ToJson(),
        ["isClass"] = IsClass,
        ["missing"] = Missing.ToString(),
        ["allowsNewWords"] = AllowsNewWords,
    };

    /// <summary>What <see cref="ToJson"/> wrote, with the same bits.</summary>
    /// <exception cref="DlException">It is not such an object.</exception>
    public static TableEncoding FromJson(JsonNode json)
    {
        var fields = new Fields("table", json as JsonObject ?? throw new DlException("the table is no JSON object"));
        var read = new TableEncoding(
            [.. fields.List("inputs").Select(ColumnCode.FromJson)], ColumnCode.FromJson(fields.Node("target")), fields.Flag("isClass"), fields.Choice<Missing>("missing"), fields.Flag("allowsNewWords"));
        fields.End("encoding");
        return read;
    }

    Tensor<float> Encoded(Records rows, Field[] inputs) => Filled(rows, [.. Inputs.Zip(inputs)]);

    Tensor<float> Filled(Records rows, (ColumnCode Code, Field Field)[] columns) => Tensor<float>.Build([rows.Count, columns.Sum(column => column.Code.Width)], (Encoding: this, rows, columns), static (into, s) =>
    {
        into.Clear();
        for (var row = 0; row < s.rows.Count; row++)
            foreach (var (code, field) in s.columns)
            {
                code.Write(s.rows, field, row, s.Encoding.AllowsNewWords, into[..code.Width]);
                into = into[code.Width..];
            }
    });

    Field[] Found(Records rows)
    {
        // Without names a table of the inputs alone has as many columns as there are inputs.
        if (!rows.IsNamed && rows.Fields.Count == Inputs.Count) return [.. rows.Fields];
        var found = Inputs.Select(input => Find(rows, input)).ToArray();
        var lacking = Inputs.Where((_, i) => found[i] is null).Select(input => input.Name).ToArray();
        return lacking.Length == 0 ? [.. found.OfType<Field>()] : throw new DlException($"{rows.Name}: lacks {(lacking.Length == 1 ? "the column" : "the columns")} {string.Join(", ", lacking)}; it has {string.Join(", ", rows.Columns)}");
    }

    static Field? Find(Records rows, ColumnCode code) => rows.Fields.FirstOrDefault(field => field.Name == code.Name);

    static bool AreClasses(Field target) => target switch
    {
        Field.Numbers { Values: var values } => values.Span.ToArray().Where(value => !float.IsNaN(value)).Distinct().Order().ToArray() is { Length: > 1 and <= MostClasses } levels
            && levels[0] is 0 or 1 && levels.Select((level, i) => level == levels[0] + i).All(isNext => isNext),
        _ => true,
    };

    // Numbers of classes by their text: 0, 1, ...
    static Field AsWords(Field field)
    {
        if (field is not Field.Numbers { Values: var values }) return field;
        var levels = values.Span.ToArray().Where(value => !float.IsNaN(value)).Distinct().Order().ToArray();
        return new Field.Words(field.Name, [.. levels.Select(level => level.ToString("R", System.Globalization.CultureInfo.InvariantCulture))],
            Indices.Of([.. values.Span.ToArray().Select(value => float.IsNaN(value) ? Field.Words.Gap : Array.BinarySearch(levels, value))]));
    }
}
