using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>Reads what <see cref="RunDescription"/> wrote.</summary>
public static class RunFile
{
    static readonly string[] Known = ["format", "command", "arguments", "defaults", "network", "outcome", "checkpoints", "results", "history"];

    /// <summary>The description of a run; its checkpoints are left to <see cref="CheckpointFolder.Read"/>.</summary>
    /// <param name="path">The file <c>run.json</c>.</param>
    /// <exception cref="DlException">It is missing, damaged or of another format.</exception>
    public static RunDescription Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DlException($"{path}: there is no such file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DlException($"{path}: {error.Message.ReplaceLineEndings(" ")}");
        }
    }

    static RunDescription Parse(string text)
    {
        var json = JsonText.Parse(text, "run") as JsonObject ?? throw new DlException("the run is no JSON object");
        if (Text(json, "format") != "dl-run/1") throw new DlException($"is of the format \"{Text(json, "format")}\", but this version reads \"dl-run/1\"");
        var defaults = Items(json, "defaults").Select(Word).ToHashSet();
        return new(Text(json, "command"), Settings(json, defaults), Results(json),
            Enum.TryParse<Outcome>(Text(json, "outcome"), out var outcome) ? outcome : null, [.. Items(json, "history").Select(Epoch)])
        {
            Network = json["network"]?.ToJsonString() ?? "",
            Arguments = [.. Items(json, "arguments").Select(Word)],
        };
    }

    static Many<Setting> Settings(JsonObject json, HashSet<string> defaults) =>
    [
        .. json.Where(member => !Known.Contains(member.Key) && member.Value is JsonObject).SelectMany(group => ((JsonObject)group.Value!).Select(setting =>
            new Setting(Plain(group.Key), Plain(setting.Key), setting.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : setting.Value?.ToJsonString() ?? "", defaults.Contains($"{group.Key}.{setting.Key}")))),
    ];

    static Many<(string, double)> Results(JsonObject json) => json["results"] is JsonObject results ? [.. results.Select(result => (result.Key, Real(result.Value) ?? double.NaN))] : [];

    static EpochMetrics Epoch(JsonNode? node)
    {
        var row = node as JsonObject ?? throw new DlException("its history is a list of objects");
        return new((int)(Real(row["epoch"]) ?? 0), Real(row["train_loss"]) ?? double.NaN, Real(row["validation_loss"]), Real(row["validation_accuracy"]), Real(row["rate"]) ?? double.NaN, Real(row["seconds"]) ?? double.NaN)
        {
            Scores = row["scores"] is JsonObject scores ? [.. scores.Select(score => new Score(score.Key, Real(score.Value) ?? double.NaN))] : [],
        };
    }

    static IEnumerable<JsonNode?> Items(JsonObject json, string name) => json[name] is null ? [] : json[name] as JsonArray ?? throw new DlException($"\"{name}\" is not a list");

    static string Text(JsonObject json, string name) => Word(json[name]);

    static string Word(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw new DlException($"a text is expected, not {node?.ToJsonString() ?? "null"}");

    static double? Real(JsonNode? node) => node is null ? null : node is JsonValue value && value.TryGetValue<double>(out var number) ? number : throw new DlException($"a number is expected, not {node.ToJsonString()}");

    static string Plain(string key) => key.Replace('_', ' ');
}
