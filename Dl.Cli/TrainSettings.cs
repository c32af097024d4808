using System.Globalization;
using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Cli;

/// <summary>The settings of <c>dl train</c>, with their defaults.</summary>
sealed record TrainSettings
{
    public DataSettings Data { get; init; } = new((string?)null);

    public string Model { get; init; } = Presets.Models[0];

    /// <summary>How it is trained.</summary>
    public Recipe Recipe { get; init; } = Presets.Named(Presets.Models[0]).Recipe;

    /// <summary>How it is trained when nothing else is asked for.</summary>
    public Recipe Usual => Presets.Named(Model).Recipe;

    public ulong Seed { get; init; } = 1;

    public int? Threads { get; init; }

    public int? CheckpointEvery { get; init; }

    public int SkipSteps { get; init; }

    /// <summary>What the best epoch is chosen by.</summary>
    public string Monitor { get; init; } = Metric.Loss;

    public int? Patience { get; init; }

    public double MinDelta { get; init; }

    public Many<string> Metrics { get; init; } = [];

    public LogFormats Log { get; init; }

    public string? Out { get; init; }

    /// <summary>The folder of the run to go on with.</summary>
    public string? Resume { get; init; }

    public bool Force { get; init; }

    public bool Json { get; init; }

    /// <summary>The command line with every default filled in that changes a bit of the result.</summary>
    public string Command => $"dl train {string.Join(' ', Words(Data.Path).Select(Quoted))}";

    /// <summary>What a run that goes on is asked again, from whatever folder.</summary>
    public Many<string> Arguments => [.. Words(Data.Path is null ? null : Path.GetFullPath(Data.Path)), .. CheckpointEvery is { } every ? (string[])["--checkpoint-every", Text(every)] : [], .. Log == LogFormats.None ? (string[])[] : ["--log", LogNames]];

    string LogNames => string.Join(',', new[] { (LogFormats.Csv, "csv"), (LogFormats.JsonLines, "jsonl"), (LogFormats.TensorBoard, "tensorboard") }.Where(one => Log.HasFlag(one.Item1)).Select(one => one.Item2));

    IEnumerable<string> Words(string? data) =>
    [
        .. DataOptions.Words(Data, data), "--model", Model, "--epochs", Text(Recipe.Epochs), "--batch", Text(Recipe.Batch), "--optimizer", Recipe.Optimizer,
        "--learning-rate", Text(Recipe.RateOf(Recipe.Optimizer)), "--final-rate", Text(Recipe.FinalRate),
        "--fall", Word(Recipe.Fall), "--warm-up", Text(Recipe.WarmUp), "--decay", Text(Recipe.Decay), "--label-smoothing", Text(Recipe.Smoothing), "--seed", Text(Seed),
        .. Monitor != Metric.Loss ? (string[])["--monitor", Monitor] : [], .. Patience is { } patience ? (string[])["--patience", Text(patience)] : [], .. MinDelta > 0 ? (string[])["--min-delta", Text(MinDelta)] : [],
        .. SkipSteps > 0 ? (string[])["--skip-steps", Text(SkipSteps)] : [], .. Metrics.Count > 0 ? (string[])["--metrics", string.Join(',', Metrics)] : [],
    ];

    /// <summary>Every setting and convention in force.</summary>
    public Many<Setting> All(TrainData data, Model model, FitSettings fit)
    {
        var plain = new TrainSettings();
        return
        [
            .. data.Described(Data, model),
            new("training", "model", Model, Model == plain.Model),
            new("training", "label smoothing", Text(Recipe.Smoothing), Recipe.Smoothing == Usual.Smoothing),
            new("training", "seed", Text(Seed), Seed == plain.Seed),
            new("optimizer", "name", Recipe.Optimizer, Recipe.Optimizer == Usual.Optimizer),
            .. Conventions.Of(fit).Select(Marked),
            .. Conventions.All,
            .. Conventions.Environment(Threads ?? Environment.ProcessorCount).Select(setting => setting.Name == "threads" ? setting with { IsDefault = Threads is null } : setting),
        ];
    }

    // What FitSettings calls a default is not always what this command calls one.
    Setting Marked(Setting setting)
    {
        var (now, usual) = (Recipe, Usual);
        return setting.Name switch
        {
            "epochs" => setting with { IsDefault = now.Epochs == usual.Epochs },
            "batch size" => setting with { IsDefault = now.Batch == usual.Batch },
            "augmentation" => setting with { IsDefault = Equals(now.Augment, usual.Augment) },
            "rate" => setting with { IsDefault = now.RateOf(now.Optimizer) == usual.RateOf(now.Optimizer) },
            "rate by epoch" => setting with
            {
                Value = TrainRun.Invariant($"{(now.WarmUp > 0 ? $"{now.WarmUp} of warm-up, then " : "")}from 1 on {(now.Fall == Fall.Line ? "a line" : "half a wave")} to {now.FinalRate:R} in the last epoch"),
                IsDefault = (now.FinalRate, now.Fall, now.WarmUp) == (usual.FinalRate, usual.Fall, usual.WarmUp),
            },
            _ => setting,
        };
    }

    static string Text<N>(N number) where N : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>How a rate falls, as it is typed.</summary>
    public static string Word(Fall fall) => fall == Fall.Line ? "line" : "cosine";

    /// <summary>A word as a shell takes it.</summary>
    public static string Quoted(string path) => path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+:@%".Contains(c)) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
