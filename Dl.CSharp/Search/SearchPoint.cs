using System.Globalization;
using System.Text.Json.Nodes;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>What a hyperparameter is set to: a number or a word.</summary>
/// <param name="Number">The number; NaN for a word.</param>
/// <param name="Word">The word; null for a number.</param>
public readonly record struct SearchValue(double Number, string? Word)
{
    /// <summary>A number.</summary>
    public static implicit operator SearchValue(double number) => new(number, null);

    /// <summary>A word.</summary>
    public static implicit operator SearchValue(string word) => new(double.NaN, word);

    /// <summary>A number.</summary>
    public static SearchValue Of(double number) => number;

    /// <summary>A word.</summary>
    public static SearchValue Of(string word) => word;

    /// <summary>As JSON.</summary>
    public JsonNode ToJson() => Word is null ? JsonValue.Create(Number) : JsonValue.Create(Word);

    /// <summary>As a table shows it.</summary>
    public override string ToString() => Word ?? (Math.Abs(Number) is >= 1e-3 and < 1e6 or 0 ? Number.ToString("0.#####", CultureInfo.InvariantCulture) : Number.ToString("0.###e0", CultureInfo.InvariantCulture));
}

/// <summary>A choice of all hyperparameters.</summary>
/// <param name="Values">Each by its name, in the order of the space.</param>
public sealed record SearchPoint(Many<(string Name, SearchValue Value)> Values)
{
    /// <summary>The value of that name; null if there is none.</summary>
    public SearchValue? this[string name]
    {
        get
        {
            foreach (var (known, value) in Values)
                if (known == name) return value;
            return null;
        }
    }

    /// <summary>The point with another value of a name that it has.</summary>
    public SearchPoint With(string name, SearchValue value) => new(Values.Map(one => one.Name == name ? (name, value) : one));

    /// <summary>As JSON: an object.</summary>
    public JsonObject ToJson() => new(Values.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Value.ToJson())));

    /// <summary>As one line shows it: <c>rate 0.01, units 64</c>.</summary>
    public override string ToString() => string.Join(", ", Values.Select(one => $"{one.Name} {one.Value}"));
}
