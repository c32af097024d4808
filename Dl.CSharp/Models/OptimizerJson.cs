using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// An optimizer as JSON and back: every link with its kind and all its settings, schedules and the choice of leaves included. Law: reading
/// what was written gives an equal optimizer.
/// </summary>
/// <example><code>
/// OptimizerJson.Write(Optimizer.Momentum(0.1));
/// // [{"kind":"momentum","decay":0.9,"dampening":0,"dampsFirst":false},{"kind":"rate","rate":0.1}]
/// </code></example>
public static partial class OptimizerJson
{
    internal static readonly Kinds<ILink> Links = new("optimizer link", [.. BlockRows, .. WholeRows]);

    /// <summary>The description of an optimizer, on one line; equal optimizers have equal descriptions.</summary>
    /// <exception cref="DlException">A link, or a schedule, is of a kind that is not described; the message names those that are.</exception>
    public static string Write(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        return Node(optimizer).ToJsonString();
    }

    /// <summary>The optimizer that a description describes.</summary>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <exception cref="DlException">It is not such a description: no JSON, an unknown kind, a setting that is missing, unknown or of another type.</exception>
    public static Optimizer Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Optimizer(JsonText.Parse(json, "optimizer"));
    }

    static JsonArray Node(Optimizer optimizer) => [.. optimizer.Links.Select(link => (JsonNode?)Links.Write(link))];

    static Optimizer Optimizer(JsonNode? json) => json is JsonArray links
        ? new(links.Select(Links.Read).ToMany())
        : throw new DlException($"an optimizer is a list of links, not {json?.ToJsonString() ?? "null"}");

    // A bound that is not there is a text: JSON has no infinity.
    static JsonValue Bound(double value) => double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create("infinity");

    static double Bound(Fields f, string name) => f.Node(name) is JsonValue value && value.TryGetValue<string>(out var text) && text == "infinity" ? double.PositiveInfinity : f.Number(name);

    static string Word<E>(E choice) where E : struct, Enum => choice.ToString();

    static E Choice<E>(Fields f, string name) where E : struct, Enum => Enum.TryParse<E>(f.Text(name), out var choice) && Enum.IsDefined(choice)
        ? choice
        : throw new DlException($"\"{name}\" is one of {string.Join(", ", Enum.GetNames<E>())}, not \"{f.Text(name)}\"");
}
