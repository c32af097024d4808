using System.Globalization;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>What a <see cref="TrainingLog"/> writes.</summary>
[Flags]
public enum LogFormats
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>steps.csv</c>: step, epoch, loss, rate; a line a step. The epochs are in <c>metrics.csv</c>, see <see cref="FitResult.MetricsCsv"/>.</summary>
    Csv = 1,

    /// <summary><c>metrics.jsonl</c>: an object a line, of kind <c>step</c> or <c>epoch</c>.</summary>
    JsonLines = 2,

    /// <summary><c>tensorboard/events.out.tfevents.*</c>, see <see cref="CSharp.TensorBoard"/>.</summary>
    TensorBoard = 4,
}

/// <summary>
/// Writes what is measured in each step and after each epoch to files of a run's folder while it trains. A run that goes on cuts them where it goes on, so that no step
/// stands there twice; but for times they are then the same as if it had never stopped. PyTorch Lightning: <c>CSVLogger</c>, <c>TensorBoardLogger</c>; Keras: <c>CSVLogger</c>.
/// </summary>
public sealed class TrainingLog : IProgress<TrainingProgress>, IDisposable
{
    /// <summary>The names of the files.</summary>
    public const string Steps = "steps.csv", Lines = "metrics.jsonl", Events = "tensorboard";

    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Action open;
    StreamWriter? csv, json;
    TensorBoard? board;
    bool isOpen;

    /// <summary>A log of one run; its files are opened by the first report.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="formats">Which.</param>
    /// <param name="from">Where the run goes on; null for a new one.</param>
    public TrainingLog(string folder, LogFormats formats, FitState? from = null) => open = () =>
    {
        isOpen = true;
        if (formats.HasFlag(LogFormats.Csv)) csv = Opened(Path.Combine(folder, Steps), "step,epoch,loss,rate\n", from, IsRow);
        if (formats.HasFlag(LogFormats.JsonLines)) json = Opened(Path.Combine(folder, Lines), "", from, IsLine);
        if (formats.HasFlag(LogFormats.TensorBoard)) board = new(Path.Combine(folder, Events), from?.Learner.Steps ?? 0);
    };

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!isOpen) open();
        if (value.Metrics is { } metrics) Epoch(value, metrics);
        else if (value.Fault is null) Step(value);
    }

    /// <summary>Makes what was written last: before a checkpoint, so that no step that it has is missing here.</summary>
    public void Flush()
    {
        csv?.Flush();
        json?.Flush();
        board?.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        csv?.Dispose();
        json?.Dispose();
        board?.Dispose();
    }

    void Step(TrainingProgress at)
    {
        csv?.Write(string.Create(CultureInfo.InvariantCulture, $"{at.Step},{at.Epoch},{at.Loss:R},{at.Rate:R}\n"));
        json?.Write(Line(new() { ["kind"] = "step", ["step"] = at.Step, ["epoch"] = at.Epoch, ["loss"] = Number(at.Loss), ["rate"] = Number(at.Rate), ["seconds"] = Math.Round(at.Elapsed.TotalSeconds, 3) }));
        board?.Write(at.Step, ("step/loss", at.Loss), ("step/rate", at.Rate));
    }

    void Epoch(TrainingProgress at, EpochMetrics metrics)
    {
        (string Name, double? Value)[] numbers =
        [
            ("train_loss", metrics.TrainLoss), ("validation_loss", metrics.ValidationLoss), ("validation_accuracy", metrics.ValidationAccuracy), ("rate", metrics.Rate),
            .. metrics.Scores.Select(score => (score.Name, (double?)score.Value)),
        ];
        var line = new JsonObject { ["kind"] = "epoch", ["step"] = at.Step, ["epoch"] = at.Epoch };
        foreach (var (name, value) in numbers) line[name] = Number(value);
        line["seconds"] = Math.Round(metrics.Seconds, 3);
        json?.Write(Line(line));
        board?.Write(at.Step, [.. numbers.Where(number => number.Value is not null).Select(number => ($"epoch/{number.Name}", number.Value!.Value))]);
        Flush();
    }

    // What a run before wrote up to where it goes on stays; a line that was cut off goes.
    static StreamWriter Opened(string path, string header, FitState? from, Func<string, FitState, bool> stays)
    {
        var kept = from is not null && File.Exists(path) ? File.ReadAllText(path).Split('\n')[..^1].Where(line => stays(line, from)) : [];
        Atomic.WriteText(path, header + string.Concat(kept.Select(line => $"{line}\n")));
        return new(path, append: true);
    }

    static bool IsRow(string line, FitState from) =>
        long.TryParse(line.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step <= from.Learner.Steps;

    static bool IsLine(string line, FitState from)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject row && ((string?)row["kind"] == "epoch" ? (int?)row["epoch"] <= from.History.Count : (long?)row["step"] <= from.Learner.Steps);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    static string Line(JsonObject line) => line.ToJsonString(Plain) + "\n";

    // JSON has neither NaN nor infinity.
    static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
