using Dl.Core;

namespace Dl.CSharp;

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
    /// <summary>What a cell says that holds nothing. pandas: <c>na_values</c>.</summary>
    public Many<string> Gaps { get; init; } = ["", "?", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None"];

    /// <summary>How many bytes a packed file may have when it is unpacked.</summary>
    public long MaxBytes { get; init; } = DataLimits.MaxBytes;

    /// <summary>Everything is detected.</summary>
    public static CsvFormat Detected { get; } = new();
}
