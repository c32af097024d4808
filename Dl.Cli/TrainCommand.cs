using System.CommandLine;
using System.Globalization;
using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Cli;

/// <summary><c>dl train</c>: learns classes or values from the built-in glyphs, a folder or a table, and leaves a model and a report.</summary>
static class TrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var plain = new TrainSettings();
        var data = new DataOptions();
        var model = Options.OneOf("--model", "The network; dl models lists them, and how each is trained when nothing else is asked for", Presets.Models, plain.Model);
        model.HelpName = "NAME";
        var epochs = Options.Number<int>(["--epochs"], $"How often every example is seen {OfModel(plain.Recipe.Epochs)}", "a whole number of at least 1", n => n >= 1);
        var batch = Options.Number<int>(["--batch", "--batch-size"], $"How many examples a step learns from {OfModel(plain.Recipe.Batch)}", "a whole number of at least 1", n => n >= 1);
        var optimizer = Options.OneOf("--optimizer", $"How the parameters change; dl optimizers lists them {OfModel(plain.Recipe.Optimizer)}", Presets.Optimizers);
        optimizer.HelpName = "NAME";
        var rate = Options.Number<double>(["--learning-rate", "--lr"],
            $"The largest learning rate {OfModel(plain.Recipe.RateOf(plain.Recipe.Optimizer))}; with another optimizer that of dl optimizers",
            "a number above 0", x => x > 0 && double.IsFinite(x));
        var final = Options.Number<double>(["--final-rate"], $"The share of it in the last epoch; 1 keeps it constant {OfModel(plain.Recipe.FinalRate)}", "a number from 0 to 1", x => x is >= 0 and <= 1);
        var fall = Options.OneOf("--fall", $"How it falls from one to the other, on a line or on half a wave {OfModel(TrainSettings.Word(plain.Recipe.Fall))}", [.. Enum.GetValues<Fall>().Select(TrainSettings.Word)]);
        var warmUp = Options.Number<int>(["--warm-up"], $"In how many epochs it rises before it falls {OfModel(plain.Recipe.WarmUp)}", "a whole number from 0 on", n => n >= 0);
        var decay = Options.Number<double>(["--decay", "--weight-decay"], $"How much of a weight goes in a step, times the learning rate; biases and norms stay {OfModel(plain.Recipe.Decay)}", "a number from 0 on", x => x >= 0 && double.IsFinite(x));
        var smoothing = Options.Number<double>(["--label-smoothing"], $"How much of each target is spread over all classes {OfModel(plain.Recipe.Smoothing)}", "a number from 0 to below 1", x => x is >= 0 and < 1);
        var seed = Options.Number<ulong>(["--seed"], "Everything random depends on it", "a whole number from 0 on", _ => true, plain.Seed);
        var threads = Options.Number<int>(["--threads"], "How many threads compute [default: all processors]; the results are the same bits", "a whole number of at least 1", n => n >= 1);
        var every = Options.Number<int>(["--checkpoint-every"], "Save a checkpoint after so many steps too, not only after each epoch", "a whole number of at least 1", n => n >= 1);
        var skips = Options.Number<int>(["--skip-steps"], "Pass over so many steps whose loss or gradient is not finite; the next one ends the run, with its best and its last good parameters", "a whole number from 0 on", n => n >= 0, plain.SkipSteps);
        var monitor = Options.Text("--monitor", "NAME", $"What the best epoch is chosen by, on the validation examples: {Metric.Loss}, accuracy, f1, iou, for values r2, mae or rmse; the highest or the lowest, as it is better [default: {Metric.Loss}]");
        var patience = Options.Number<int>(["--patience"], "Stop after so many epochs without a better one by --monitor; the model is that of the best epoch in any case [default: all epochs]", "a whole number of at least 1", n => n >= 1);
        var delta = Options.Number<double>(["--min-delta"], "By how much an epoch must be better to count as better, in the unit of --monitor", "a number from 0 on", x => x >= 0 && double.IsFinite(x), plain.MinDelta);
        var metrics = Options.Text("--metrics", "NAMES", "What else is measured on the validation examples after each epoch: f1,recall_weighted,top_5_accuracy; for values r2,mae,rmse, in their own unit [default: r2 for values]");
        var log = Options.Text("--log", "FORMATS", "Write every step, in csv (steps.csv), jsonl (metrics.jsonl) or tensorboard, or several of them: csv,tensorboard");
        var resume = Options.Text("--resume", "DIR", "Go on with the run in this folder, with its own settings, to the same bits as if it had never stopped; only --epochs, --threads, --checkpoint-every and --log may be others");
        var output = Options.Text("--out", "DIR", "Folder for model.safetensors, run.json, metrics.csv and report.html [default: run, or the next free run-2, run-3, ...]");
        var force = Options.Flag("--force", "Overwrite a run that is already in --out");
        var json = Options.Flag("--json", "Print the result as one line of JSON");

        var command = new Command("train", "Train a network and leave a model and a report.") { model, epochs, batch, optimizer, rate, final, fall, warmUp, decay, smoothing, seed, threads, every, monitor, patience, delta, skips, metrics, log, output, resume, force, json };
        foreach (var option in data.All) command.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(resume) is null && parsed.GetValue(output) is null) Options.Refuse(parsed, "overwrites the run that is in --out: give --out too", force);
            var settings = parsed.GetValue(resume) is { } folder ? Resumed(folder) : Read(parsed);
            return Workers.With(settings.Threads ?? Environment.ProcessorCount, () => TrainRun.Go(settings, shell));

            TrainSettings Resumed(string folder)
            {
                var was = command.Parse(CheckpointFolder.Read(folder).Arguments);
                if (was.Errors.Count > 0) throw new DlException($"{folder}: its run was started with arguments that this version does not know: {was.Errors[0].Message}");
                var (before, asked) = (Read(was), Read(parsed));
                foreach (var (option, same) in (ReadOnlySpan<(Option, bool)>)
                [
                    .. data.Compared(asked.Data, before.Data), (model, asked.Model == before.Model), (batch, asked.Recipe.Batch == before.Recipe.Batch), (optimizer, asked.Recipe.Optimizer == before.Recipe.Optimizer),
                    (rate, asked.Recipe.Rate == before.Recipe.Rate), (final, asked.Recipe.FinalRate == before.Recipe.FinalRate), (fall, asked.Recipe.Fall == before.Recipe.Fall),
                    (warmUp, asked.Recipe.WarmUp == before.Recipe.WarmUp), (decay, asked.Recipe.Decay == before.Recipe.Decay), (smoothing, asked.Recipe.Smoothing == before.Recipe.Smoothing), (seed, asked.Seed == before.Seed), (skips, asked.SkipSteps == before.SkipSteps), (monitor, asked.Monitor == before.Monitor), (patience, asked.Patience == before.Patience), (delta, asked.MinDelta == before.MinDelta),
                    (metrics, asked.Metrics.Equals(before.Metrics)), (output, asked.Out == folder), (force, false),
                ])
                    if (IsGiven(option) && !same)
                        throw new DlException($"--resume goes on with the settings of {folder}, and {option.Name} contradicts them; leave it out, or start another run");
                return before with
                {
                    Out = folder, Resume = folder, Json = asked.Json,
                    Recipe = before.Recipe with { Epochs = IsGiven(epochs) ? asked.Recipe.Epochs : before.Recipe.Epochs }, Threads = IsGiven(threads) ? asked.Threads : before.Threads, CheckpointEvery = IsGiven(every) ? asked.CheckpointEvery : before.CheckpointEvery,
                    Log = IsGiven(log) ? asked.Log : before.Log,
                };
            }

            bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
        });
        TrainSettings Read(ParseResult parsed)
        {
            var (name, source) = (parsed.GetValue(model)!, data.Read(parsed));
            var usual = Presets.Named(name).Recipe;
            var rule = parsed.GetValue(optimizer) ?? usual.Optimizer;
            var augment = source.Augment ?? usual.Augment;
            return new()
            {
                Data = source with { Augment = augment },
                Model = name,
                Recipe = usual with
                {
                    Epochs = parsed.GetValue(epochs) ?? usual.Epochs,
                    Batch = parsed.GetValue(batch) ?? usual.Batch,
                    Optimizer = rule,
                    Rate = parsed.GetValue(rate) ?? usual.RateOf(rule),
                    FinalRate = parsed.GetValue(final) ?? usual.FinalRate,
                    Fall = parsed.GetValue(fall) is { } how ? Enum.GetValues<Fall>().Single(one => TrainSettings.Word(one) == how) : usual.Fall,
                    WarmUp = parsed.GetValue(warmUp) ?? Math.Min(usual.WarmUp, (parsed.GetValue(epochs) ?? usual.Epochs) - 1),
                    Decay = parsed.GetValue(decay) ?? usual.Decay,
                    Smoothing = parsed.GetValue(smoothing) ?? usual.Smoothing,
                    Augment = augment == Augment.None ? null : augment,
                },
                Seed = parsed.GetValue(seed)!.Value,
                Threads = parsed.GetValue(threads),
                CheckpointEvery = parsed.GetValue(every),
                SkipSteps = parsed.GetValue(skips)!.Value,
                Monitor = parsed.GetValue(monitor) is { } by ? Metric.Monitored(by)?.Name ?? Metric.Loss : Metric.Loss,
                Patience = parsed.GetValue(patience),
                MinDelta = parsed.GetValue(delta)!.Value,
                Metrics = Names(parsed.GetValue(metrics)).Map(Metric.Named).Map(metric => metric.Name),
                Log = Names(parsed.GetValue(log)).Aggregate(LogFormats.None, (all, name) => all | Format(name)),
                Out = parsed.GetValue(output),
                Force = parsed.GetValue(force),
                Json = parsed.GetValue(json),
            };
        }

        return Help.WithExamples(command,
            "dl train                                   the built-in glyphs, a report in run/report.html",
            "dl train --data mnist --epochs 5           four IDX files in the folder mnist",
            "dl train --data mnist --model lenet5       as dl models says it",
            "dl train --data pictures --augment \"hflip, shift(0.1)\" --class-weights balanced",
            "dl train --data iris.csv --target species --missing median --model linear",
            "dl train --data houses.csv --target price --task values --epochs 200 --monitor rmse --patience 20",
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
