using System.CommandLine;
using System.Globalization;
using System.IO;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl train</c>: learns from the built-in glyphs or from a folder of IDX files, and leaves a model and a report.</summary>
static class TrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var plain = new TrainSettings();
        var data = Options.Text("--data", "DIR", "Folder with the four IDX files of MNIST, plain or .gz; without it the built-in glyphs");
        var model = Options.OneOf("--model", "The network; dl models lists them, and how each is trained when nothing else is asked for", Presets.Models, plain.Model);
        model.HelpName = "NAME";
        var epochs = Options.Number<int>(["--epochs"], $"How often every example is seen {OfModel(plain.Recipe.Epochs)}", "a whole number of at least 1", n => n >= 1);
        var batch = Options.Number<int>(["--batch"], $"How many examples a step learns from {OfModel(plain.Recipe.Batch)}", "a whole number of at least 1", n => n >= 1);
        var optimizer = Options.OneOf("--optimizer", $"How the parameters change; dl optimizers lists them {OfModel(plain.Recipe.Optimizer)}", Presets.Optimizers);
        optimizer.HelpName = "NAME";
        var rate = Options.Number<double>(["--learning-rate", "--lr"],
            $"The learning rate of the first epoch {OfModel(plain.Recipe.RateOf(plain.Optimizer))}; with another optimizer that of dl optimizers",
            "a number above 0", x => x > 0 && double.IsFinite(x));
        var final = Options.Number<double>(["--final-rate"], $"The share of it in the last epoch; between them it falls on a line, and 1 keeps it constant {OfModel(plain.Recipe.FinalRate)}", "a number from 0 to 1", x => x is >= 0 and <= 1);
        var seed = Options.Number<ulong>(["--seed"], "Everything random depends on it", "a whole number from 0 on", _ => true, plain.Seed);
        var threads = Options.Number<int>(["--threads"], "How many threads compute [default: all processors]; the results are the same bits", "a whole number of at least 1", n => n >= 1);
        var every = Options.Number<int>(["--checkpoint-every"], "Save a checkpoint after so many steps too, not only after each epoch", "a whole number of at least 1", n => n >= 1);
        var skips = Options.Number<int>(["--skip-steps"], "Pass over so many steps whose loss or gradient is not finite; the next one ends the run, with its best and its last good parameters", "a whole number from 0 on", n => n >= 0, plain.SkipSteps);
        var metrics = Options.Text("--metrics", "NAMES", "What else is measured on the validation examples after each epoch: f1,recall_weighted,top_5_accuracy");
        var log = Options.Text("--log", "FORMATS", "Write every step, in csv (steps.csv), jsonl (metrics.jsonl) or tensorboard, or several of them: csv,tensorboard");
        var resume = Options.Text("--resume", "DIR", "Go on with the run in this folder, with its own settings, to the same bits as if it had never stopped; only --epochs, --threads, --checkpoint-every and --log may be others");
        var output = Options.Text("--out", "DIR", "Folder for model.safetensors, run.json, metrics.csv and report.html [default: run, or the next free run-2, run-3, ...]");
        var force = Options.Flag("--force", "Overwrite a run that is already in --out");
        var json = Options.Flag("--json", "Print the result as one line of JSON");

        var command = new Command("train", "Train a network and leave a model and a report.") { data, model, epochs, batch, optimizer, rate, final, seed, threads, every, skips, metrics, log, output, resume, force, json };
        command.SetAction(parsed =>
        {
            var settings = parsed.GetValue(resume) is { } folder ? Resumed(folder) : Read(parsed);
            return Workers.With(settings.Threads ?? Environment.ProcessorCount, () => TrainRun.Go(settings, shell));

            TrainSettings Resumed(string folder)
            {
                var was = command.Parse(CheckpointFolder.Read(folder).Arguments);
                if (was.Errors.Count > 0) throw new DlException($"{folder}: its run was started with arguments that this version does not know: {was.Errors[0].Message}");
                var (before, asked) = (Read(was), Read(parsed));
                foreach (var (option, same) in new (Option, bool)[]
                {
                    (data, asked.Data == before.Data), (model, asked.Model == before.Model), (batch, asked.Batch == before.Batch), (optimizer, asked.Optimizer == before.Optimizer),
                    (rate, asked.Rate == before.Rate), (final, asked.FinalRate == before.FinalRate), (seed, asked.Seed == before.Seed), (skips, asked.SkipSteps == before.SkipSteps), (metrics, asked.Metrics.Equals(before.Metrics)), (output, asked.Out == folder), (force, false),
                })
                    if (IsGiven(option) && !same)
                        throw new DlException($"--resume goes on with the settings of {folder}, and {option.Name} contradicts them; leave it out, or start another run");
                return before with
                {
                    Out = folder, Resume = folder, Json = asked.Json,
                    AskedEpochs = IsGiven(epochs) ? asked.Epochs : before.Epochs, Threads = IsGiven(threads) ? asked.Threads : before.Threads, CheckpointEvery = IsGiven(every) ? asked.CheckpointEvery : before.CheckpointEvery,
                    Log = IsGiven(log) ? asked.Log : before.Log,
                };
            }

            bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
        });
        TrainSettings Read(ParseResult parsed) => new()
        {
            Data = parsed.GetValue(data),
            Model = parsed.GetValue(model)!,
            AskedEpochs = parsed.GetValue(epochs),
            AskedBatch = parsed.GetValue(batch),
            AskedOptimizer = parsed.GetValue(optimizer),
            AskedRate = parsed.GetValue(rate),
            AskedFinalRate = parsed.GetValue(final),
            Seed = parsed.GetValue(seed)!.Value,
            Threads = parsed.GetValue(threads),
            CheckpointEvery = parsed.GetValue(every),
            SkipSteps = parsed.GetValue(skips)!.Value,
            Metrics = Names(parsed.GetValue(metrics)).Map(Metric.Named).Map(metric => metric.Name),
            Log = Names(parsed.GetValue(log)).Aggregate(LogFormats.None, (all, name) => all | Format(name)),
            Out = parsed.GetValue(output),
            Force = parsed.GetValue(force),
            Json = parsed.GetValue(json),
        };

        return Help.WithExamples(command,
            "dl train                                   the built-in glyphs, a report in run/report.html",
            "dl train --data mnist --epochs 5           four IDX files in the folder mnist",
            "dl train --data mnist --model lenet5       as dl models says it",
            "dl train --resume run                      go on where the run in the folder run was stopped",
            "dl train --optimizer momentum --lr 0.05 --seed 7 --out runs/7 --json");
    }

    static string OfModel<A>(A usual) => string.Create(CultureInfo.InvariantCulture, $"[default: the model's, {usual} for {Presets.Models[0]}]");

    static Many<string> Names(string? list) => list is null ? [] : [.. list.Split(',', StringSplitOptions.TrimEntries)];

    static LogFormats Format(string name) => name switch
    {
        "csv" => LogFormats.Csv,
        "jsonl" => LogFormats.JsonLines,
        "tensorboard" => LogFormats.TensorBoard,
        _ => throw new DlException($"--log knows csv, jsonl and tensorboard, but not '{name}'"),
    };
}

/// <summary>The settings of <c>dl train</c>, with their defaults.</summary>
sealed record TrainSettings
{
    public string? Data { get; init; }

    public string Model { get; init; } = Presets.Models[0];

    /// <summary>How the model is trained when nothing else is asked for.</summary>
    public Recipe Recipe => Presets.Named(Model).Recipe;

    public int? AskedEpochs { get; init; }

    public int? AskedBatch { get; init; }

    public string? AskedOptimizer { get; init; }

    public double? AskedRate { get; init; }

    public double? AskedFinalRate { get; init; }

    public int Epochs => AskedEpochs ?? Recipe.Epochs;

    public int Batch => AskedBatch ?? Recipe.Batch;

    public string Optimizer => AskedOptimizer ?? Recipe.Optimizer;

    public double Rate => AskedRate ?? Recipe.RateOf(Optimizer);

    public double FinalRate => AskedFinalRate ?? Recipe.FinalRate;

    public ulong Seed { get; init; } = 1;

    public int? Threads { get; init; }

    public int? CheckpointEvery { get; init; }

    public int SkipSteps { get; init; }

    public Many<string> Metrics { get; init; } = [];

    public LogFormats Log { get; init; }

    public string? Out { get; init; }

    /// <summary>The folder of the run to go on with.</summary>
    public string? Resume { get; init; }

    public bool Force { get; init; }

    public bool Json { get; init; }

    /// <summary>The command line with every default filled in that changes a bit of the result.</summary>
    public string Command => $"dl train {string.Join(' ', Words(Data).Select(Quoted))}";

    /// <summary>What a run that goes on is asked again, from whatever folder.</summary>
    public Many<string> Arguments => [.. Words(Data is null ? null : Path.GetFullPath(Data)), .. CheckpointEvery is { } every ? (string[])["--checkpoint-every", Text(every)] : [], .. Log == LogFormats.None ? (string[])[] : ["--log", LogNames]];

    string LogNames => string.Join(',', new[] { (LogFormats.Csv, "csv"), (LogFormats.JsonLines, "jsonl"), (LogFormats.TensorBoard, "tensorboard") }.Where(one => Log.HasFlag(one.Item1)).Select(one => one.Item2));

    IEnumerable<string> Words(string? data) =>
    [
        .. data is null ? (string[])[] : ["--data", data], "--model", Model, "--epochs", Text(Epochs), "--batch", Text(Batch), "--optimizer", Optimizer,
        "--learning-rate", Text(Rate), "--final-rate", Text(FinalRate), "--seed", Text(Seed),
        .. SkipSteps > 0 ? (string[])["--skip-steps", Text(SkipSteps)] : [], .. Metrics.Count > 0 ? (string[])["--metrics", string.Join(',', Metrics)] : [],
    ];

    static string Text<N>(N number) where N : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>A word as a shell takes it.</summary>
    public static string Quoted(string path) => path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+:@%".Contains(c)) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
