using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>Finished trials as files, each whole or not at all: <c>trials/0007-1.json</c> for point 7 with seed 1.</summary>
sealed class TrialFolder(string folder, Many<(string Label, SearchPoint Point)> points)
{
    const string Name = "trials";

    string Trials => Path.Combine(folder, Name);

    public void Write(Trial trial) => Atomic.WriteText(Path.Combine(Trials, string.Create(CultureInfo.InvariantCulture, $"{trial.Number:D4}-{trial.Seed}.json")), new JsonObject
    {
        ["number"] = trial.Number,
        ["seed"] = trial.Seed,
        ["point"] = trial.Point.ToJson(),
        ["score"] = Number(trial.Score.Score),
        ["numbers"] = new JsonObject(trial.Score.Numbers.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)Number(one.Value)))),
        ["failure"] = trial.Score.Failure,
    }.ToJsonString() + "\n");

    public IEnumerable<Trial> Read() => Directory.Exists(Trials) ? Directory.EnumerateFiles(Trials, "*.json").Where(path => Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal).Select(Read) : [];

    Trial Read(string path)
    {
        try
        {
            var fields = new Fields("trial", JsonText.Parse(File.ReadAllText(path), "trial") as JsonObject ?? throw new DlException("a trial is an object"));
            var number = fields.Whole("number");
            var point = number >= 0 && number < points.Count ? points[number].Point : throw Wrong.That($"is of point {number}, but the search has {points.Count}; choose another folder");
            return fields.Node("point") is { } node && JsonNode.DeepEquals(node, JsonNode.Parse(point.ToJson().ToJsonString()))
                ? new(number, (ulong)fields.Count("seed"), point, new(Real(fields.Node("score")), Numbers(fields), fields.Text("failure")))
                : throw new DlException($"is of another search: {fields.Node("point")?.ToJsonString()} instead of {point.ToJson().ToJsonString()}; choose another folder");
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
    }

    static Many<(string, double)> Numbers(Fields fields) => fields.Node("numbers") is JsonObject numbers ? [.. numbers.Select(one => (one.Key, Real(one.Value)))] : throw new DlException("\"numbers\" is an object");

    static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    static double Real(JsonNode? node) => node is null ? double.NaN : node is JsonValue value && value.TryGetValue<double>(out var number) ? number : throw new DlException($"{node.ToJsonString()} is no number");
}
