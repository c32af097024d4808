using System.CommandLine;
using System.Globalization;
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
        var model = Options.OneOf("--model", "The network", Presets.Models, plain.Model);
        var epochs = Options.Number<int>(["--epochs"], "How often every example is seen", "a whole number of at least 1", n => n >= 1, plain.Epochs);
        var batch = Options.Number<int>(["--batch"], "How many examples a step learns from", "a whole number of at least 1", n => n >= 1, plain.Batch);
        var optimizer = Options.OneOf("--optimizer", "How the parameters change; dl optimizers lists them", Presets.Optimizers, plain.Optimizer);
        optimizer.HelpName = "NAME";
        var rate = Options.Number<double>(["--learning-rate", "--lr"],
            $"The learning rate of the first epoch [default: that of dl optimizers, {Invariant($"{Presets.RateOf(plain.Optimizer)} for {plain.Optimizer}")}]",
            "a number above 0", x => x > 0 && double.IsFinite(x));
        var final = Options.Number<double>(["--final-rate"], "The share of it in the last epoch; between them it falls on a line, and 1 keeps it constant", "a number from 0 to 1", x => x is >= 0 and <= 1, plain.FinalRate);
        var seed = Options.Number<ulong>(["--seed"], "Everything random depends on it", "a whole number from 0 on", _ => true, plain.Seed);
        var threads = Options.Number<int>(["--threads"], "How many threads compute [default: all processors]; the results are the same bits", "a whole number of at least 1", n => n >= 1);
        var output = Options.Text("--out", "DIR", "Folder for model.safetensors, run.json, metrics.csv and report.html [default: run, or the next free run-2, run-3, ...]");
        var force = Options.Flag("--force", "Overwrite a run that is already in --out");
        var json = Options.Flag("--json", "Print the result as one line of JSON");

        var command = new Command("train", "Train a network and leave a model and a report.") { data, model, epochs, batch, optimizer, rate, final, seed, threads, output, force, json };
        command.SetAction(parsed =>
        {
            var settings = new TrainSettings
            {
                Data = parsed.GetValue(data),
                Model = parsed.GetValue(model)!,
                Epochs = parsed.GetValue(epochs)!.Value,
                Batch = parsed.GetValue(batch)!.Value,
                Optimizer = parsed.GetValue(optimizer)!,
                Rate = parsed.GetValue(rate),
                FinalRate = parsed.GetValue(final)!.Value,
                Seed = parsed.GetValue(seed)!.Value,
                Threads = parsed.GetValue(threads),
                Out = parsed.GetValue(output),
                Force = parsed.GetValue(force),
                Json = parsed.GetValue(json),
            };
            return Workers.With(settings.Threads ?? Environment.ProcessorCount, () => TrainRun.Go(settings, shell));
        });
        return Help.WithExamples(command,
            "dl train                                   the built-in glyphs, a report in run/report.html",
            "dl train --data mnist --epochs 5           four IDX files in the folder mnist",
            "dl train --optimizer momentum --lr 0.05 --seed 7 --out runs/7 --json");
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The settings of <c>dl train</c>, with their defaults.</summary>
sealed record TrainSettings
{
    public string? Data { get; init; }

    public string Model { get; init; } = Presets.Models[0];

    public int Epochs { get; init; } = 10;

    public int Batch { get; init; } = 64;

    public string Optimizer { get; init; } = "adam";

    public double? Rate { get; init; }

    public double FinalRate { get; init; } = 0.05;

    public ulong Seed { get; init; } = 1;

    public int? Threads { get; init; }

    public string? Out { get; init; }

    public bool Force { get; init; }

    public bool Json { get; init; }

    /// <summary>The command line with every default filled in that changes a bit of the result.</summary>
    public string Command => string.Create(CultureInfo.InvariantCulture,
        $"dl train{(Data is null ? "" : $" --data {Quoted(Data)}")} --model {Model} --epochs {Epochs} --batch {Batch} --optimizer {Optimizer} --learning-rate {Rate ?? Presets.RateOf(Optimizer):R} --final-rate {FinalRate:R} --seed {Seed}");

    static string Quoted(string path) => path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+:@%".Contains(c)) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
