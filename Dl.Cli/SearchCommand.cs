using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl search</c>: which hyperparameters train best, by grid, at random, or one change at a time.</summary>
static class SearchCommand
{
    const string Usual = "search", Board = "leaderboard.csv", Picture = "parallel.svg";

    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var space = new Argument<string>("SPACE") { Description = "A JSON file that names hyperparameters and their values" };
        var data = Options.Text("--data", "DIR", "Folder with the four IDX files of MNIST; without it the built-in glyphs");
        var examples = Options.Number<int>(["--examples"], "How many examples a trial learns from [default: all]", "a whole number of at least 1", n => n >= 1);
        var output = Options.Text("--out", "DIR", $"Folder for the trials, {Board} and {Picture}; a search that is in it already goes on [default: {Usual}]");
        var threads = Options.Number<int>(["--threads"], "How many trials run at once, each on one thread [default: all processors]; the scores are the same", "a whole number of at least 1", n => n >= 1);
        var json = Options.Flag("--json", "Print the leaderboard as JSON, a line a point");
        var command = new Command("search", "Search for hyperparameters: a grid, at random, or one change at a time.") { space, data, examples, output, threads, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(space)!;
            var plan = SearchJson.Read(path);
            try
            {
                TrainingTrial.Check(plan);
            }
            catch (DlException error)
            {
                throw error.In(path);
            }
            var folder = parsed.GetValue(output) ?? Usual;
            if (folder.Length == 0 || File.Exists(folder)) throw new DlException($"--out takes a folder, not '{folder}'");
            var all = TrainData.Of(new DataSettings(parsed.GetValue(data)), Key.Of(plan.Seed).Child(4));
            var trial = new TrainingTrial(all.Training.Take(Math.Min(all.Training.Count, parsed.GetValue(examples) ?? int.MaxValue)), all.Validation);
            return Go(shell, plan, trial, all.Source, folder, parsed.GetValue(threads) ?? Environment.ProcessorCount, parsed.GetValue(json));
        });
        return Help.WithExamples(command,
            "dl search space.json                     the trials go to the folder search, and a search that was stopped goes on",
            "dl search space.json --examples 2000 --out searches/first",
            "# space.json: {\"method\":\"random\",\"trials\":30,\"seeds\":2,\"space\":{\"rate\":{\"from\":1e-4,\"to\":0.1,\"log\":true},\"units\":[32,64],\"epochs\":3}}",
            $"# hyperparameters: {string.Join(", ", TrainingTrial.Names)}");
    }

    static int Go(Shell shell, SearchPlan plan, TrainingTrial trial, string source, string folder, int threads, bool json)
    {
        var trials = plan.Points.Count * plan.Seeds.Count;
        shell.Error.WriteLine(TrainRun.Invariant($"{trials} trials on {source}: {trial.Training.Count:#,0} examples to train, {trial.Validation.Count:#,0} to choose by; {threads} at once"));
        Directory.CreateDirectory(folder);
        var done = Search.Run(plan, trial.Run, folder, threads, new Each(one => shell.Error.WriteLine(Line(one))), shell.Stop);
        var board = Leaderboard.Of(plan, done);
        Atomic.WriteText(Path.Combine(folder, Board), board.ToCsv());
        Atomic.WriteText(Path.Combine(folder, Picture), ParallelCoordinates.Of(board, "validation loss").ToSvg());
        foreach (var line in json ? board.Standings.Select(Json) : [board.ToText().TrimEnd()]) shell.Output.WriteLine(line);
        if (shell.Stop.IsCancellationRequested)
        {
            shell.Error.WriteLine(TrainRun.Invariant($"stopped after {done.Count} of {trials} trials; the same command goes on"));
            return shell.StopCode();
        }
        shell.Error.WriteLine(TrainRun.Invariant($"the score is the validation loss; all of it in {Path.Combine(folder, Board)} and {Path.Combine(folder, Picture)}"));
        return Program.Done;
    }

    static string Line(Trial trial) => trial.Score.Failure.Length > 0
        ? TrainRun.Invariant($"point {trial.Number}, seed {trial.Seed}: failed, {trial.Score.Failure}")
        : TrainRun.Invariant($"point {trial.Number}, seed {trial.Seed}: {trial.Score.Score:F4}  {trial.Point}");

    static string Json(Standing one) => new JsonObject
    {
        ["point"] = one.Point.ToJson(),
        ["score"] = double.IsFinite(one.Mean) ? one.Mean : null,
        ["spread"] = double.IsFinite(one.Spread) ? one.Spread : null,
        ["seeds"] = one.Seeds,
        ["numbers"] = new JsonObject(one.Numbers.Select(number => KeyValuePair.Create(number.Name, double.IsFinite(number.Value) ? (JsonNode?)number.Value : null))),
        ["failure"] = one.Failure,
    }.ToJsonString();

    sealed class Each(Action<Trial> look) : IProgress<Trial>
    {
        public void Report(Trial value) => look(value);
    }
}
