using System.Text.Json;
using System.Text.Json.Nodes;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>A table of the kinds of a thing that JSON can describe, one row each. An object of JSON names its kind and its settings.</summary>
/// <param name="what">What the things are, for messages: <c>layer</c>.</param>
/// <param name="rows">The kinds.</param>
internal sealed class Kinds<A>(string what, params Kind<A>[] rows) where A : class
{
    /// <summary>The description of a thing.</summary>
    /// <exception cref="DlException">Its kind is not in the table.</exception>
    public JsonObject Write(A thing)
    {
        var row = rows.FirstOrDefault(row => row.Is(thing)) ?? throw Unknown(thing.GetType().Name);
        var json = row.Write(thing);
        json.Insert(0, "kind", row.Name);
        return json;
    }

    /// <summary>The thing that a description describes.</summary>
    /// <exception cref="DlException">The kind is not in the table, or a setting is missing, unknown or of another type.</exception>
    public A Read(JsonNode? json)
    {
        if (json is not JsonObject members) throw new DlException($"a {what} is a JSON object with a \"kind\", but this is {json?.ToJsonString() ?? "null"}");
        var fields = new Fields(what, members);
        var kind = fields.Text("kind");
        var thing = (rows.FirstOrDefault(row => row.Name == kind) ?? throw Unknown($"\"{kind}\"")).Read(fields);
        fields.End(kind);
        return thing;
    }

    DlException Unknown(string kind) => new($"there is no {what} of the kind {kind}; {NearNames.Of(kind.Trim('"'), rows.Select(row => row.Name))}");
}

/// <summary>One kind of a thing.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Is">Whether a thing is of this kind.</param>
/// <param name="Write">Its settings.</param>
/// <param name="Read">The thing with these settings.</param>
internal sealed record Kind<A>(string Name, Func<A, bool> Is, Func<A, JsonObject> Write, Func<Fields, A> Read) where A : class
{
    public static Kind<A> Of<B>(string name, Func<B, JsonObject> write, Func<Fields, B> read) where B : class, A =>
        new(name, thing => thing is B, thing => write((B)thing), read);

    /// <summary>A kind without settings.</summary>
    public static Kind<A> Of<B>(string name, B only) where B : class, A => Of(name, _ => [], _ => only);
}

/// <summary>The members of a JSON object, each asked for by name and type.</summary>
internal sealed class Fields(string what, JsonObject members)
{
    readonly HashSet<string> asked = [];

    public string Text(string name) => As<string>(name, "a text");

    public int Whole(string name) => As<int>(name, "a whole number");

    public long Count(string name) => As<long>(name, "a whole number");

    public double Number(string name) => As<double>(name, "a number");

    public bool Flag(string name) => As<bool>(name, "true or false");

    /// <summary>One of the words of an enumeration.</summary>
    public E Choice<E>(string name) where E : struct, Enum => Text(name) is var word && Enum.GetNames<E>().Contains(word)
        ? Enum.Parse<E>(word)
        : throw new DlException($"{what}: \"{name}\" is one of {string.Join(", ", Enum.GetNames<E>())}, not \"{word}\"");

    public IEnumerable<JsonNode?> List(string name) => Node(name) as JsonArray ?? throw new DlException($"{what}: \"{name}\" is not a list");

    /// <summary>The sizes of axes.</summary>
    public Shape Shape(string name) => Core.Shape.Of([.. List(name).Select(axis => axis is JsonValue value && value.TryGetValue<int>(out var size)
        ? size
        : throw new DlException($"{what}: \"{name}\" is a list of whole numbers, not {members[name]?.ToJsonString()}"))]);

    /// <summary>Whether a setting that may be left out is given.</summary>
    public bool Has(string name) => members.ContainsKey(name);

    public JsonNode? Node(string name)
    {
        asked.Add(name);
        return members.TryGetPropertyValue(name, out var node) ? node : throw new DlException($"{what}: \"{name}\" is missing in {members.ToJsonString()}");
    }

    /// <summary>Refuses what nobody asked for: a setting that is not understood would change the meaning in silence.</summary>
    public void End(string kind)
    {
        if (members.Select(member => member.Key).FirstOrDefault(name => !asked.Contains(name)) is { } stray)
            throw new DlException($"{what} \"{kind}\" has no setting \"{stray}\"");
    }

    A As<A>(string name, string type) =>
        Node(name) is JsonValue value && value.TryGetValue<A>(out var read) ? read : throw new DlException($"{what}: \"{name}\" is {type}, not {members[name]?.ToJsonString() ?? "null"}");
}

/// <summary>Reading of JSON texts that fails with one line.</summary>
internal static class JsonText
{
    const int MaxDepth = 1000;

    /// <summary>The text as a node.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="what">What it describes, for messages.</param>
    public static JsonNode Parse(string text, string what)
    {
        try
        {
            var node = JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            Unfold(node);
            return node ?? throw new DlException($"the {what} is null");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new DlException($"the {what} is not JSON: {error.Message.ReplaceLineEndings(" ")}");
        }
    }

    // Members are read when they are first met, and a name that occurs twice is noticed only then.
    static void Unfold(JsonNode? node)
    {
        if (node is JsonObject members)
            foreach (var (_, member) in members) Unfold(member);
        if (node is JsonArray items)
            foreach (var item in items) Unfold(item);
    }
}
