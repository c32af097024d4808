using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// A model as one safetensors file: parameters under <c>params.</c>, state under <c>state.</c>, each leaf by its path; and in
/// the metadata all that is needed to use it again: the network, the shape of an example, the classes, what was learnt, the
/// preprocessing, the conventions. Law: loading what was saved gives an equal model; equal models give equal bytes.
/// </summary>
public static class Checkpoint
{
    const string Format = "dl-checkpoint/1";

    /// <summary>Saves a model, whole or not at all; an older file is replaced.</summary>
    /// <param name="path">Where the file shall be: <c>model.safetensors</c>.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="DlException">A layer is of a kind that has no description in JSON.</exception>
    public static void Save(string path, Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        SafeTensors.Write(path,
            Leaves(model.Params, model.State).Select(SafeTensor (leaf) => SafeTensor.Of(leaf.Path, leaf.Value.Value)).ToMany(),
            [
                ("format", Format),
                ("version", Conventions.Version),
                ("network", NetJson.Write(model.Net)),
                ("example", new JsonArray([.. model.Example.Select(axis => (JsonNode?)axis)]).ToJsonString()),
                ("classes", new JsonArray([.. model.Classes.Select(name => (JsonNode?)name)]).ToJsonString()),
                ("preprocessing", model.Preprocessing.ToJson().ToJsonString()),
                ("aim", AimJson.Aims.Write(model.Aim).ToJsonString()),
                .. model.Table is { } table ? ((string, string)[])[("table", table.ToJson().ToJsonString())] : [],
                ("conventions", new JsonObject(Conventions.All.Select(line => KeyValuePair.Create(line.Name, (JsonNode?)line.Value))).ToJsonString()),
            ]);
    }

    /// <summary>Loads a model. Strict: the file has the leaves of its network, in their shapes, and no other.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="DlException">The file is missing, damaged or not such a file; leaves that are missing, too many or of
    /// another shape are listed by name.</exception>
    public static Model Load(string path)
    {
        var file = SafeTensors.Read(path);
        try
        {
            return Read(file);
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
    }

    static Model Read(SafeTensorFile file)
    {
        if (file.Note("format") is not { } format) throw new DlException($"has tensors, but its metadata have no \"format\": it is no checkpoint of this library (\"{Format}\")");
        if (format != Format) throw new DlException($"is of the format \"{format}\", but this version reads \"{Format}\"");
        var example = Json("example") is JsonArray axes
            ? Shape.Of([.. axes.Select(axis => axis is JsonValue value && value.TryGetValue<int>(out var size) ? size : throw Not("example", "a list of whole numbers"))])
            : throw Not("example", "a list of whole numbers");
        Many<string> classes = Json("classes") is JsonArray names
            ? [.. names.Select(name => name is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Not("classes", "a list of texts"))]
            : throw Not("classes", "a list of texts");
        var net = NetJson.Read(Note("network"));
        var blank = Blank(net, example);
        LeafNames.Match(Leaves(blank.Params, blank.State), file, "are not those of its network");
        var read = blank with
        {
            Params = Filled(blank.Params, "params"),
            State = Filled(blank.State, "state"),
            Classes = classes,
            Preprocessing = Preprocessing.FromJson(Json("preprocessing")),
            Aim = file.Note("aim") is null ? blank.Aim : AimJson.Aims.Read(Json("aim")),
            Table = file.Note("table") is null ? null : TableEncoding.FromJson(Json("table")),
        };
        return classes.Count == 0 || read.Output.Last >= classes.Count
            ? read
            : throw new DlException($"names {classes.Count} classes, but its network has the output {read.Output}");

        string Note(string name) => file.Note(name) ?? throw new DlException($"its metadata have no \"{name}\"");

        JsonNode Json(string name) => JsonText.Parse(Note(name), name);

        ITree<float> Filled(ITree<float> tree, string part) => Tree.Map<float, ITree<float>>(tree, leaf => file[$"{part}.{leaf.Path}"].As<float>());

        static DlException Not(string name, string what) => new($"its \"{name}\" is not {what}");
    }

    static Model Blank(ILayer net, Shape example)
    {
        try
        {
            return Model.Blank(net, example);
        }
        catch (DlException error)
        {
            throw new DlException($"its \"network\" does not fit its \"example\": {error.Message}");
        }
    }

    static IEnumerable<Leaf<float>> Leaves(ITree<float> parameters, ITree<float> state) =>
        Tree.Leaves(parameters).Select(leaf => leaf with { Path = $"params.{leaf.Path}" })
            .Concat(Tree.Leaves(state).Select(leaf => leaf with { Path = $"state.{leaf.Path}" }));
}
