using System.Globalization;
using Dl.CSharp;
using Spectre.Console;

namespace Dl.Cli;

/// <summary>Training that is watched: a live bar on a terminal, plain lines elsewhere. Always on the error stream.</summary>
static class Watching
{
    const string Stopping = "stopping after this step, then saving; once more leaves at once";

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Trains; see <see cref="Fitting.Run"/>.</summary>
    public static FitResult Fit(Model model, DataSet data, FitSettings settings, Shell shell, IProgress<TrainingProgress> log, FitState? from, Action<FitState> look)
    {
        if (!shell.IsLive) return model.Fit(data, settings, new Each(Lines(shell) + log.Report), from, look, shell.Stop);
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(shell.Error),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        return console.Progress()
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(live => model.Fit(data, settings, new Each(Bar(console, live, shell) + log.Report), from, look, shell.Stop));
    }

    static Action<TrainingProgress> Bar(IAnsiConsole console, ProgressContext live, Shell shell)
    {
        ProgressTask? task = null;
        var (told, passed) = (false, (Fault?)null);
        return at =>
        {
            // A fault that ends training is told at the end.
            if (passed is not null) console.WriteLine($"passed over: {passed}");
            passed = at.Fault;
            task ??= live.AddTask("training", maxValue: at.Steps);
            task.Value = at.Step;
            task.Description = Invariant($"epoch {at.Epoch}/{at.Epochs}  loss {at.Loss:F4}");
            if (at.Metrics is not null) console.WriteLine(Line(at));
            if (!told && (told = shell.Stop.IsCancellationRequested)) console.WriteLine(Stopping);
        };
    }

    static Action<TrainingProgress> Lines(Shell shell)
    {
        var (next, told, passed) = ((TimeSpan?)null, false, (Fault?)null);
        return at =>
        {
            if (passed is not null) shell.Error.WriteLine($"passed over: {passed}");
            passed = at.Fault;
            // The pace of the first steps says nothing yet.
            next ??= at.Elapsed + Pause;
            var line = at.Metrics is not null ? Line(at)
                : at.Elapsed >= next ? Invariant($"step {at.Step}/{at.Steps}: loss {at.Loss:F4}, {at.Remaining.TotalSeconds:F0} s left")
                : null;
            if (line is not null)
            {
                shell.Error.WriteLine(line);
                next = at.Elapsed + Pause;
            }
            if (!told && (told = shell.Stop.IsCancellationRequested)) shell.Error.WriteLine(Stopping);
        };
    }

    static string Line(TrainingProgress at) => Invariant(
        $"epoch {at.Epoch}/{at.Epochs}: train loss {at.Metrics!.TrainLoss:F4}, validation loss {at.Metrics.ValidationLoss:F4}{(at.Metrics.ValidationAccuracy is { } accuracy ? Invariant($", validation accuracy {100 * accuracy:F2} %") : "")}{string.Concat(at.Metrics.Scores.Select(score => Invariant($", {score.Name} {score.Value:G5}")))}, rate {at.Rate:G3}, {at.Metrics.Seconds:F1} s");

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Not Progress<T>, which would report from other threads and later.
    sealed class Each(Action<TrainingProgress> look) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => look(value);
    }
}
