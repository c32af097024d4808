using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// A training run as JSON (<c>run.json</c>): the command that does it again with every default filled in, all settings and
/// conventions that were in force, and what came out.
/// </summary>
/// <param name="Command">The command that does it again.</param>
/// <param name="Settings">Every setting; in the file they are grouped, and those that nobody chose are listed under <c>defaults</c>.</param>
/// <param name="Results">Named numbers: <c>test_accuracy</c>. One that is not finite becomes null.</param>
/// <param name="Outcome">Why training ended; null while it goes on.</param>
/// <param name="History">What was measured after each epoch.</param>
public sealed record RunDescription(string Command, Many<Setting> Settings, Many<(string Name, double Value)> Results, Outcome? Outcome, Many<EpochMetrics> History)
{
    const string Running = "Running";

    static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The network, as <see cref="NetJson"/> writes it; empty to leave it out.</summary>
    public string Network { get; init; } = "";

    /// <summary>The words of the command after its name, every default filled in: what a run that goes on is asked again.</summary>
    public Many<string> Arguments { get; init; } = [];

    /// <summary>The checkpoints that can be gone on from, newest first. A file that is not listed here does not count.</summary>
    public Many<CheckpointFile> Checkpoints { get; init; } = [];

    /// <summary>The JSON, indented, with a line feed at its end.</summary>
    public string ToJson()
    {
        var json = new JsonObject { ["format"] = "dl-run/1", ["command"] = Command };
        if (Arguments.Count > 0) json["arguments"] = new JsonArray([.. Arguments.Select(word => (JsonNode?)word)]);
        foreach (var group in Settings.GroupBy(setting => setting.Group))
            json[Key(group.Key)] = new JsonObject(group.Select(setting => KeyValuePair.Create(Key(setting.Name), setting.ToJson())));
        json["defaults"] = new JsonArray([.. Settings.Where(setting => setting.IsDefault).Select(setting => (JsonNode?)$"{Key(setting.Group)}.{Key(setting.Name)}")]);
        if (Network.Length > 0) json["network"] = JsonNode.Parse(Network);
        json["outcome"] = Outcome?.ToString() ?? Running;
        if (Checkpoints.Count > 0)
            json["checkpoints"] = new JsonArray([.. Checkpoints.Select(file => (JsonNode?)new JsonObject { ["file"] = file.Name, ["step"] = file.Step, ["best"] = file.IsBest })]);
        json["results"] = new JsonObject(Results.Select(result => KeyValuePair.Create(result.Name, Number(result.Value))));
        json["history"] = new JsonArray([.. History.Select(row => (JsonNode?)new JsonObject
        {
            ["epoch"] = row.Epoch,
            ["train_loss"] = Number(row.TrainLoss),
            ["validation_loss"] = Number(row.ValidationLoss),
            ["validation_accuracy"] = Number(row.ValidationAccuracy),
            ["rate"] = Number(row.Rate),
            ["seconds"] = Number(Math.Round(row.Seconds, 3)),
            ["scores"] = new JsonObject(row.Scores.Select(score => KeyValuePair.Create(score.Name, Number(score.Value)))),
        })]);
        using var bytes = new System.IO.MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Indented)) json.WriteTo(writer);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n";
    }

    /// <summary>Writes the JSON, whole or not at all.</summary>
    /// <param name="path">Where the file shall be: <c>run.json</c>.</param>
    public void Save(string path) => Atomic.WriteText(path, ToJson());

    static string Key(string name) => name.Replace(' ', '_');

    static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
