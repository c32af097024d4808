using System.Globalization;
using System.Text.Json.Nodes;
using Dl.Properties;

namespace Dl.Cli;

/// <summary>What passes between <c>dl check --assembly</c> and the process that runs the stranger's code: one object of JSON a line.</summary>
static class Judging
{
    public const string Command = "judge-assembly";

    public static JsonObject Wrong(string why) => new() { ["wrong"] = why };

    public static JsonObject Found(int claims) => new() { ["found"] = claims };

    public static JsonObject Begins(int index, Claim claim) => new() { ["begins"] = index, ["thing"] = claim.Thing, ["law"] = claim.Law };

    public static JsonObject Ends(LawReport report) => new()
    {
        ["thing"] = report.Thing,
        ["law"] = report.Law,
        ["cases"] = report.Cases,
        ["spoke"] = report.Spoke,
        ["inconclusive"] = report.Inconclusive,
        ["worst"] = report.Worst.ToString("R", CultureInfo.InvariantCulture),
        ["broken"] = report.Found is not { } broken ? null : new JsonObject
        {
            ["says"] = broken.Says,
            ["source"] = broken.Source,
            ["why"] = broken.Why,
            ["size"] = broken.Size,
            ["seed"] = broken.Drawn.Seed,
            ["drawn"] = broken.Drawn.Size,
        },
    };

    public static LawReport Report(JsonNode line) => new(
        (string)line["thing"]!, (string)line["law"]!, (int)line["cases"]!, (int)line["spoke"]!, (int)line["inconclusive"]!,
        double.Parse((string)line["worst"]!, CultureInfo.InvariantCulture),
        line["broken"] is not { } broken ? null : new(
            (string)line["thing"]!, (string)line["law"]!, (string)broken["says"]!, (string)broken["source"]!, (string)broken["why"]!, (int)broken["size"]!,
            new((ulong)broken["seed"]!, (int)broken["drawn"]!)));
}
