using System.Text.Json;

namespace Dl.Properties;

/// <summary>
/// The attributes of an op or the hyperparameters of an optimizer, by name. Asking for one that is missing or of another
/// type is a <see cref="DlException"/>, so that the case becomes unknown with that reason.
/// </summary>
/// <param name="what">What they are called: attribute or hyperparameter.</param>
/// <param name="recorder">Who recorded them: framework and version, empty where the file does not say.</param>
/// <param name="values">Their values as they stand in the file; null counts as missing.</param>
sealed class Settings(string what, string recorder, IReadOnlyDictionary<string, JsonElement> values)
{
    /// <summary>Whether a framework recorded them, in a version below one.</summary>
    public bool RecordedBefore(string framework, Version version) =>
        recorder.Split(' ') is [var name, var number] && name == framework && Version.TryParse(Numeric(number), out var recorded) && recorded < version;

    // 1.13 of 1.13.0a0, 2.1 of 2.1.0+cu118: the parts that are numbers, where there are two.
    static string Numeric(string version) => string.Join('.', version.Split('.', '+').TakeWhile(part => part.All(char.IsAsciiDigit)));

    public double Number(string name, double? otherwise = null) =>
        values.TryGetValue(name, out var value) ? Number(name, value) : otherwise ?? throw Missing(name);

    public bool Flag(string name, bool? otherwise = null) => !values.TryGetValue(name, out var value) ? otherwise ?? throw Missing(name)
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Unsupported(name);

    /// <summary>Which of some words it is; the first one is meant where none is given.</summary>
    public string OneOf(string name, params string[] words) => !values.TryGetValue(name, out var value) ? words[0]
        : value.ValueKind == JsonValueKind.String && words.Contains(value.GetString()) ? value.GetString()!
        : throw Unsupported(name);

    /// <summary>One whole number or a list of them; empty where none is given.</summary>
    public Many<int> Wholes(string name) => !values.TryGetValue(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => Whole(name, item)).ToMany()
        : [Whole(name, value)];

    public int Whole(string name) => values.TryGetValue(name, out var value) ? Whole(name, value) : throw Missing(name);

    /// <summary>These, and others where one is missing.</summary>
    public Settings Or(JsonElement others) => new(what, recorder, others.EnumerateObject().Where(one => !values.ContainsKey(one.Name)).Select(one => KeyValuePair.Create(one.Name, one.Value)).Concat(values).ToDictionary());

    /// <summary>Refuses all that is not known, but for settings at a value that means they are off: 0 or false.</summary>
    public void Allow(IEnumerable<string> known, IEnumerable<string> off)
    {
        foreach (var (name, value) in values)
            if (!known.Contains(name) && !(off.Contains(name) && IsOff(value)))
                throw Unsupported(name);
    }

    public DlException Unsupported(string name) => new($"{what} {name} = {values[name].GetRawText()} is not supported");

    static bool IsOff(JsonElement value) => value.ValueKind == JsonValueKind.False || (value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0);

    double Number(string name, JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Unsupported(name);

    int Whole(string name, JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole) ? whole : throw Unsupported(name);

    DlException Missing(string name) => new($"{what} {name} is missing");
}
