using System.CommandLine;
using System.Globalization;
using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Cli;

/// <summary>The options of <c>dl train</c> that say what is learnt from.</summary>
sealed class DataOptions
{
    const string Auto = "auto", Classes = "classes", Values = "values";

    static readonly (string Name, Missing Value)[] Gaps =
        [("refuse", Missing.Refuse), ("drop-row", Missing.DropRow), ("mean", Missing.Mean), ("median", Missing.Median), ("most-frequent", Missing.MostFrequent)];

    readonly Option<string?> data = Options.Text("--data", "PATH", "A folder with the four IDX files of MNIST, or of pictures by class (in train and test, or parted here); a .csv, .tsv or .npz file; without it the built-in glyphs");
    readonly Option<string?> target = Options.Text("--target", "COLUMN", "The column of a table that is to be predicted [default: the last]");
    readonly Option<string> task = Options.OneOf("--task", "What that column holds: classes, or values, which are learnt by their mean squared error in standard deviations and predicted in their own unit; auto: classes if it has words, or the whole numbers 0 to K - 1 or 1 to K", [Auto, Classes, Values], Auto);
    readonly Option<string?> ignore = Options.Text("--ignore", "COLUMNS", "Columns of a table that are no inputs: id,name");
    readonly Option<string> missing = Options.OneOf("--missing", "What becomes of gaps in a table", [.. Gaps.Select(gap => gap.Name)], Gaps[0].Name);
    readonly Option<string?> preprocess = Options.Text("--preprocess", "HOW", $"How inputs are prepared, fitted on the training part: {string.Join('|', Scalings.Names)}, and over which numbers: :{string.Join("|:", Scalings.Groups)} [default: standardise:feature for tables, else none]");
    readonly Option<string> weights = Options.OneOf("--class-weights", "Whether classes count alike however many examples they have", ["none", "balanced"], "none");
    readonly Option<string?> augment = Options.Text("--augment", "STEPS", "What is done to the training images before each step: \"hflip, crop(28, 28, 2), rotate(15), shift(0.1), scale(0.9, 1.1), noise(0.05), cutout(8), mixup(0.2)\", or none [default: the model's]");
    readonly Option<bool> stream = Options.Flag("--stream", "Leave pictures in their files until they are needed: for sets that are larger than memory");
    readonly Option<long?> maxBytes = DataDescribeCommand.MaxBytes();

    /// <summary>All of them.</summary>
    public Option[] All => [data, target, task, ignore, missing, preprocess, weights, augment, stream, maxBytes];

    /// <summary>What was asked for.</summary>
    /// <exception cref="DlException">An option is not for such data.</exception>
    public DataSettings Read(ParseResult parsed)
    {
        if (parsed.GetValue(data) is not { } path || File.Exists(path)) Options.Refuse(parsed, "is for a folder of pictures: give it with --data", stream);
        return Settings(parsed);
    }

    DataSettings Settings(ParseResult parsed) => new(parsed.GetValue(data))
    {
        Target = parsed.GetValue(target),
        IsClass = parsed.GetValue(task) switch { Classes => true, Values => false, _ => null },
        Ignored = [.. (parsed.GetValue(ignore) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        Missing = Gaps.Single(gap => gap.Name == parsed.GetValue(missing)).Value,
        Preprocess = parsed.GetValue(preprocess) is { } how ? Prepared(how) : null,
        IsBalanced = parsed.GetValue(weights) == "balanced",
        Augment = parsed.GetValue(augment) is { } steps ? Augments.Parse(steps) : null,
        IsStreamed = parsed.GetValue(stream),
        MaxBytes = parsed.GetValue(maxBytes)!.Value,
    };

    /// <summary>What a command line asked for that says other things too.</summary>
    public static DataSettings Of(IEnumerable<string> words)
    {
        var options = new DataOptions();
        var command = new Command("data") { TreatUnmatchedTokensAsErrors = false };
        foreach (var option in options.All) command.Add(option);
        return options.Read(command.Parse([.. words]));
    }

    /// <summary>Each option, and whether two settings agree in it.</summary>
    public (Option Option, bool Same)[] Compared(DataSettings asked, DataSettings before) =>
    [
        (data, asked.Path == before.Path), (target, asked.Target == before.Target), (task, asked.IsClass == before.IsClass), (ignore, asked.Ignored.Equals(before.Ignored)), (missing, asked.Missing == before.Missing),
        (preprocess, asked.Preprocess == before.Preprocess), (weights, asked.IsBalanced == before.IsBalanced), (augment, Equals(asked.Augment, before.Augment)),
        (stream, asked.IsStreamed == before.IsStreamed), (maxBytes, asked.MaxBytes == before.MaxBytes),
    ];

    static (Scaling, Per) Prepared(string how)
    {
        try
        {
            return Scalings.Parse(how);
        }
        catch (DlException error)
        {
            throw error.In("--preprocess");
        }
    }

    /// <summary>The words of settings, for a command that does it again.</summary>
    public static IEnumerable<string> Words(DataSettings settings, string? path)
    {
        if (path is not null) foreach (var word in (string[])["--data", path]) yield return word;
        if (settings.Target is { } target) foreach (var word in (string[])["--target", target]) yield return word;
        if (settings.IsClass is { } isClass) foreach (var word in (string[])["--task", isClass ? Classes : Values]) yield return word;
        if (settings.Ignored.Count > 0) foreach (var word in (string[])["--ignore", string.Join(',', settings.Ignored)]) yield return word;
        if (settings.Missing != Missing.Refuse) foreach (var word in (string[])["--missing", Gaps.Single(gap => gap.Value == settings.Missing).Name]) yield return word;
        if (settings.Preprocess is var (scaling, group))
            foreach (var word in (string[])["--preprocess", Scalings.Text(scaling, group)]) yield return word;
        if (settings.IsBalanced) foreach (var word in (string[])["--class-weights", "balanced"]) yield return word;
        if (settings.Augment is { } augment) foreach (var word in (string[])["--augment", augment.ToString()]) yield return word;
        if (settings.IsStreamed) yield return "--stream";
        if (settings.MaxBytes != DataLimits.MaxBytes) foreach (var word in (string[])["--max-bytes", settings.MaxBytes.ToString(CultureInfo.InvariantCulture)]) yield return word;
    }
}

/// <summary>What is learnt from.</summary>
/// <param name="Path">A file or a folder; null for the built-in glyphs.</param>
sealed record DataSettings(string? Path)
{
    public string? Target { get; init; }

    /// <summary>Whether the target of a table is a class; null for what it looks like.</summary>
    public bool? IsClass { get; init; }

    public Many<string> Ignored { get; init; } = [];

    public Missing Missing { get; init; }

    public (Scaling Scaling, Per Per)? Preprocess { get; init; }

    public bool IsBalanced { get; init; }

    /// <summary>What was asked for; null where nothing was, and <see cref="Augment.None"/> where none was.</summary>
    public Augment? Augment { get; init; }

    public bool IsStreamed { get; init; }

    public long MaxBytes { get; init; } = DataLimits.MaxBytes;

    /// <summary>Whether a table is learnt from.</summary>
    public bool IsTable => Path is not null && !Directory.Exists(Path)
        && System.IO.Path.GetExtension(Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path[..^3] : Path).ToLowerInvariant() is ".csv" or ".tsv" or ".txt";
}
