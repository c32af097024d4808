using System.CommandLine;
using System.Globalization;
using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Cli;

/// <summary><c>dl report</c>: the report of a run, written again from what its folder holds.</summary>
static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var run = new Argument<string>("RUN") { Description = "A run's folder" };
        var output = Options.Text("--out", "FILE", $"The page to write [default: {RunFolder.Report} in the run's folder]");
        var command = new Command("report", "Write the report of a run again, from what its folder holds.") { run, output };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(run)!;
            if (!Directory.Exists(folder)) throw new DlException($"{folder}: there is no such folder");
            var described = RunFile.Read(Path.Combine(folder, RunFolder.Run));
            var model = RunFolder.LoadModel(folder);
            var path = parsed.GetValue(output) ?? Path.Combine(folder, RunFolder.Report);
            if (path.Length == 0 || Directory.Exists(path)) throw new DlException($"--out takes the name of a file, not '{path}'");
            var (settings, key) = (DataOptions.Of(described.Arguments), Key.Of(Seed(described)));
            Atomic.WriteText(path, CSharp.Report.Html(RunReport.Of(described, model, Data(model.Aim, settings, key, shell), new FitSettings { Augment = settings.Augment == Augment.None ? null : settings.Augment, Key = key }, RunFolder.HealthOf(folder))));
            shell.Output.WriteLine(path);
            return Program.Done;
        });
        return Help.WithExamples(command, "dl report run", "dl report run --out page.html");
    }

    // The data that the run was tested on; without them the page leaves out what they would show.
    static TrainData? Data(Aim aim, DataSettings settings, Key key, Shell shell)
    {
        try
        {
            return TrainData.Of(settings, key.Child(4), aim);
        }
        catch (DlException error)
        {
            shell.Error.WriteLine($"without what the test examples show: {error.Message}");
            return null;
        }
    }

    static string? Argument(RunDescription run, string option) => run.Arguments.SkipWhile(word => word != option).Skip(1).FirstOrDefault();

    static ulong Seed(RunDescription run) =>
        ulong.TryParse(Argument(run, "--seed"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : new TrainSettings().Seed;
}
