using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Cli;

/// <summary><c>dl search</c>: which hyperparameters train best, by grid, at random, or one change at a time.</summary>
static class SearchCommand
{
    const string Usual = "search", Board = "leaderboard.csv", Picture = "parallel.svg", Page = "search.html", About = "search.json";

    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var space = new Argument<string>("SPACE") { Description = "A JSON file that names hyperparameters and their values" };
        var data = new DataOptions();
        var examples = Options.Number<int>(["--examples"], "How many examples a trial learns from; the best point learns from all of them [default: all]", "a whole number of at least 1", n => n >= 1);
        var output = Options.Text("--out", "DIR", $"Folder for the trials, {Board}, {Picture}, {Page} and {SearchWinner.Name}, the best point trained on all examples; a search that is in it already goes on [default: {Usual}]");
        var threads = Options.Number<int>(["--threads"], "How many trials run at once, each on one thread [default: all processors]; the scores are the same", "a whole number of at least 1", n => n >= 1);
        var json = Options.Flag("--json", "Print the leaderboard as JSON, a line a point");
        var command = new Command("search", "Search for hyperparameters: a grid, at random, or one change at a time.") { space, examples, output, threads, json };
        foreach (var option in data.All) command.Add(option);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(space)!;
            var plan = SearchJson.Read(path);
            Checked(path, () => TrainingTrial.Check(plan));
            var folder = parsed.GetValue(output) ?? Usual;
            if (folder.Length == 0 || File.Exists(folder)) throw new DlException($"--out takes a folder, not '{folder}'");
            var settings = data.Read(parsed);
            foreach (var (option, name, isGiven) in (ReadOnlySpan<(string, string, bool)>)[("--augment", "augment", settings.Augment is not null), ("--preprocess", "input", settings.Preprocess is not null)])
                if (isGiven && plan.Space.Any(dimension => dimension.Name == name)) throw new DlException($"{path}: $.space.{name} says what {option} says too; leave one of them out");
            var all = TrainData.Of(settings, Key.Of(plan.Seed).Child(4), new Aim.Targets());
            var trial = Trial(all with { Training = all.Training.Take(Math.Min(all.Training.Count, parsed.GetValue(examples) ?? int.MaxValue)) });
            Checked(path, () => trial.CheckData(plan));
            Checked("--augment", trial.CheckAugment);
            Same(folder, [.. DataOptions.Words(settings, settings.Path is { } source ? Path.GetFullPath(source) : null), .. parsed.GetValue(examples) is { } most ? (string[])["--examples", TrainRun.Invariant($"{most}")] : []]);
            var again = $"dl search {string.Join(' ', new[] { path }.Concat(DataOptions.Words(settings, settings.Path)).Concat(parsed.GetValue(examples) is { } count ? ["--examples", TrainRun.Invariant($"{count}")] : []).Select(TrainSettings.Quoted))}";
            return Go(shell, plan, trial, new(Trial(all), all, settings, again), folder, parsed.GetValue(threads) ?? Environment.ProcessorCount, parsed.GetValue(json));

            TrainingTrial Trial(TrainData data) => new(data.Training, data.Validation) { Preprocessing = data.Prepared(settings), Augment = settings.Augment, IsBalanced = settings.IsBalanced };
        });
        return Help.WithExamples(command,
        [
            "dl search space.json                     the trials go to the folder search, and a search that was stopped goes on",
            "dl search space.json --examples 2000 --out searches/first",
            "# space.json: {\"method\":\"random\",\"trials\":30,\"seeds\":2,\"space\":{\"rate\":{\"from\":1e-4,\"to\":0.1,\"log\":true},\"units\":[32,64],\"epochs\":3}}",
            "dl search space.json --data houses.csv --target price",
            "# an augmentation is a word: \"augment\": [\"none\", \"shift(0.1)\", \"rotate(15), cutout(8)\"]",
            "# hyperparameters, and what a space calls them:",
            .. TrainingTrial.Twelve.Select((one, i) => $"# {i + 1,3}. {one.Hyperparameter,-22} {string.Join(", ", one.Names)}"),
        ]);
    }

    static void Checked(string where, Action check)
    {
        try
        {
            check();
        }
        catch (DlException error)
        {
            throw error.In(where);
        }
    }

    // A search goes on with the data that it began with.
    static void Same(string folder, Many<string> words)
    {
        var path = Path.Combine(folder, About);
        var now = new JsonObject { ["data"] = new JsonArray([.. words.Select(word => (JsonNode?)word)]) }.ToJsonString();
        if (File.Exists(path) && File.ReadAllText(path).TrimEnd() is var was && was != now) throw new DlException($"{folder}: holds a search on other data: {was}, not {now}; choose another --out");
        Atomic.WriteText(path, now + "\n");
    }

    static int Go(Shell shell, SearchPlan plan, TrainingTrial trial, SearchWinner winner, string folder, int threads, bool json)
    {
        var source = winner.Data.Source;
        var points = plan.Points.Count;
        var trials = points * plan.Seeds.Count;
        if (plan.Method == SearchMethod.Random && points < plan.Trials) shell.Error.WriteLine(TrainRun.Invariant($"the space has {points} {(points == 1 ? "point" : "points")}, fewer than the {plan.Trials} of \"trials\": each is tried"));
        shell.Error.WriteLine(TrainRun.Invariant($"{trials} {(trials == 1 ? "trial" : "trials")} on {source}: {trial.Training.Count:#,0} examples to train, {trial.Validation.Count:#,0} to choose by; {threads} at once"));
        Directory.CreateDirectory(folder);
        var done = Search.Run(plan, trial.Run, folder, threads, new Each(one => shell.Error.WriteLine(Line(one))), shell.Stop);
        var board = Leaderboard.Of(plan, done);
        Atomic.WriteText(Path.Combine(folder, Board), board.ToCsv());
        Atomic.WriteText(Path.Combine(folder, Picture), ParallelCoordinates.Of(board, "validation loss").ToSvg());
        Atomic.WriteText(Path.Combine(folder, Page), SearchPage.Html(board, $"Search on {source}", "validation loss", $"{winner.Command}\ndl predict {TrainSettings.Quoted(Path.Combine(folder, SearchWinner.Name))} INPUT    # the best point, trained on all training examples"));
        foreach (var line in json ? board.Standings.Select(Json) : [board.ToText().TrimEnd()]) shell.Output.WriteLine(line);
        if (shell.Stop.IsCancellationRequested)
        {
            shell.Error.WriteLine(TrainRun.Invariant($"stopped after {done.Count} of {trials} trials; the same command goes on"));
            return shell.StopCode();
        }
        shell.Error.WriteLine(TrainRun.Invariant($"the score is the validation loss; all of it in {Path.Combine(folder, Board)} and {Path.Combine(folder, Page)}"));
        if (board.Standings is not [{ Mean: var score } best, ..] || !double.IsFinite(score))
        {
            shell.Error.WriteLine("dl: no point has a score");
            return Program.Failed;
        }
        if (winner.Train(shell, folder, plan, best.Point) is not { } told)
        {
            shell.Error.WriteLine("the best point is not trained to its end; the same command goes on");
            return shell.Stop.IsCancellationRequested ? shell.StopCode() : Program.Failed;
        }
        shell.Error.WriteLine(told);
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
