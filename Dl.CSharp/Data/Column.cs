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
    /// <param name="file">The table, for the message.</param>
    /// <param name="columns">The names of its columns; empty without a header line.</param>
    /// <param name="width">How many columns it has.</param>
    /// <exception cref="DlException">There is no such column.</exception>
    internal int In(string file, Many<string> columns, int width)
    {
        var wanted = name;
        var found = wanted is null ? place.GetOffset(width) : columns.TakeWhile(column => column != wanted).Count();
        return found >= 0 && found < width
            ? found
            : throw new DlException($"{file}: there is no column {this}: {(columns.Count > 0
                ? $"the columns are {string.Join(", ", columns)}"
                : $"there are {width} columns and no header line names them")}");
    }
}
