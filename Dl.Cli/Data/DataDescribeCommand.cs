using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl data describe</c>: what a file or folder of data holds.</summary>
static class DataDescribeCommand
{
    const int MostClasses = 20;

    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var path = new Argument<string>("PATH") { Description = "A folder of IDX files or of pictures by class; an IDX, .csv, .npy, .npz, .png, .pgm, .ppm or .safetensors file, also packed as .gz" };
        var most = MaxBytes();
        var json = Options.Flag("--json", "Print it as one line of JSON");
        var command = new Command("describe", "Say what a file or folder of data holds: counts, shapes, classes, ranges, gaps, memory.") { path, most, json };
        command.SetAction(parsed =>
        {
            var description = DataDescription.Of(parsed.GetValue(path)!, parsed.GetValue(most)!.Value);
            if (parsed.GetValue(json)) shell.Output.WriteLine(Json(description));
            else
                foreach (var line in Lines(description)) shell.Output.WriteLine(line);
            return Program.Done;
        });
        return Help.WithExamples(command,
            "dl data describe mnist",
            "dl data describe train-images-idx3-ubyte.gz --max-bytes 100000000",
            "dl data describe table.csv");
    }

    /// <summary>The option of every command that reads files that may be packed.</summary>
    public static Option<long?> MaxBytes() => Options.Number<long>(["--max-bytes"], "How many bytes a packed file may have when it is unpacked", "a whole number from 0 on", n => n >= 0, DataLimits.MaxBytes);

    static IEnumerable<string> Lines(DataDescription description)
    {
        yield return $"{description.Path}: {description.Kind}";
        var width = description.Parts.Max(part => part.Name.Length);
        foreach (var part in description.Parts)
        {
            var gaps = part.Missing > 0 ? Text($", {part.Missing:#,0} missing") : "";
            yield return Text($"  {part.Name.PadRight(width)}  {part.Count:#,0}{(part.Example.Rank > 0 ? $" x {part.Example}" : "")}{gaps}, {Size(part.Bytes)}");
            if (part.Range is { } range)
                yield return Text($"  {"".PadRight(width)}  from {range.Least:G6} to {range.Most:G6}, mean {range.Mean:G5}, deviation {range.Deviation:G5}");
            if (part.Classes.Count > 0)
                yield return Text($"  {"".PadRight(width)}  {string.Join(", ", part.Classes.Take(MostClasses).Select(one => Text($"{one.Name}: {one.Count:#,0}")))}{(part.Classes.Count > MostClasses ? Text($", and {part.Classes.Count - MostClasses} more") : "")}");
        }
    }

    static string Json(DataDescription description) => new JsonObject
    {
        ["path"] = description.Path,
        ["kind"] = description.Kind,
        ["parts"] = new JsonArray([.. description.Parts.Select(JsonNode? (part) => new JsonObject
        {
            ["name"] = part.Name,
            ["count"] = part.Count,
            ["example"] = new JsonArray([.. part.Example.Select(axis => (JsonNode?)axis)]),
            ["missing"] = part.Missing,
            ["bytes"] = part.Bytes,
            ["range"] = part.Range is { } range ? new JsonObject { ["least"] = range.Least, ["most"] = range.Most, ["mean"] = range.Mean, ["deviation"] = range.Deviation } : null,
            ["classes"] = new JsonObject(part.Classes.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Count))),
        })]),
    }.ToJsonString();

    static string Size(long bytes) => bytes switch
    {
        < 1 << 10 => Text($"{bytes} bytes"),
        < 1 << 20 => Text($"{bytes / 1024.0:F1} KiB"),
        < 1 << 30 => Text($"{bytes / 1048576.0:F1} MiB"),
        _ => Text($"{bytes / 1073741824.0:F1} GiB"),
    };

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
