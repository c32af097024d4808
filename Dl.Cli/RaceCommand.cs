using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Cli;

/// <summary><c>dl race</c>: optimizers over test functions, with their default rates and with tuned ones.</summary>
static class RaceCommand
{
    const double Tolerance = 1e-3;

    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var functions = Options.Text("--functions", "NAMES", $"Which, with commas between; of {string.Join(", ", Courses(1, Key.Of(0)).Select(course => course.Name))}; all without it");
        var optimizers = Options.Text("--optimizers", "NAMES", "Which, with commas between, * stands for anything; a few well-known ones without it");
        var steps = Options.Number<int>(["--steps"], "How many steps each has", "a whole number from 1 to 100000", n => n is >= 1 and <= 100_000, 500);
        var seed = Options.Number<ulong>(["--seed"], "What noise is drawn from", "a whole number", _ => true, 1);
        var folder = Options.Text("--out", "DIR", "Where pictures and tables go; none are written without it");
        var json = Options.Flag("--json", "One line of JSON, and nothing else");
        var command = new Command("race", "Race optimizers over test functions.") { functions, optimizers, steps, seed, folder, json };
        command.SetAction(parsed =>
        {
            var racers = Racers(parsed.GetValue(optimizers));
            var courses = Chosen(Courses(parsed.GetValue(steps)!.Value, Key.Of(parsed.GetValue(seed)!.Value)), parsed.GetValue(functions));
            var results = new List<Result>();
            foreach (var (name, course) in courses)
            {
                foreach (var racer in racers)
                {
                    if (shell.Stop.IsCancellationRequested) return shell.StopCode();
                    var grid = Race.Tune(racer, course);
                    results.Add(new(name, course, racer, Race.Run(racer.With(racer.Rate), course), grid, Race.Best(grid, course)));
                }
                if (!parsed.GetValue(json)) Print(shell.Output, name, course, [.. results.Where(result => result.Course == name)]);
            }
            if (parsed.GetValue(folder) is { } path) Write(path, results);
            if (parsed.GetValue(json)) shell.Output.WriteLine(new JsonArray([.. results.Select(Json)]).ToJsonString());
            return Program.Done;
        });
        return Help.WithExamples(command,
            "dl race",
            "dl race --functions rosenbrock,beale --optimizers sgd,momentum,adam --out race",
            "dl race --steps 2000 --json");
    }

    sealed record Result(string Course, Course On, Racer Racer, Trajectory Usual, Many<Attempt> Grid, Attempt Tuned);

    static (string Name, Course Course)[] Courses(int steps, Key key) =>
    [
        ("saddle", Course.To(Tolerance, new Saddle(), steps)),
        ("beale", Course.To(Tolerance, new Beale(), steps)),
        ("rosenbrock", Course.To(Tolerance, new Rosenbrock(), steps)),
        ("ravine", Course.To(Tolerance, new Ravine(), steps)),
        ("noisy-bowl", Course.To(0.1, new Quadratic([1, 1]), steps, 0.5, key.Child(0))),
        ("noisy-valley", Course.To(0.1, new Quadratic([0.5, 20]), steps, 0.5, key.Child(1))),
    ];

    static (string Name, Course Course)[] Chosen((string Name, Course Course)[] all, string? names)
    {
        if (names is null) return all;
        return [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => all.FirstOrDefault(course => course.Name == name) is { Name: not null } found
            ? found
            : throw new DlException($"--functions {name}: there is no such function; {NearNames.Of(name, all.Select(course => course.Name))}"))];
    }

    // A preset's rate is one for training; a race tells both that and the best of its grid.
    static Racer[] Racers(string? names)
    {
        var patterns = (names ?? "sgd,momentum,nesterov,rmsprop,adam").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. patterns.SelectMany(pattern => Exactly(pattern) is { Count: > 0 } found
            ? found
            : throw new DlException($"--optimizers {pattern}: no optimizer's name fits; {NearNames.Of(pattern, Presets.Optimizers)}")).DistinctBy(preset => preset.Name).Select(preset => new Racer(preset.Name, preset.Rate, preset.Of))];
    }

    // A whole name means that one alone: adam is not adamw.
    static Many<OptimizerPreset> Exactly(string pattern) => OptimizerPreset.All.Where(preset => preset.Name == pattern).ToMany() is { Count: > 0 } one ? one : OptimizerPreset.Like(pattern);

    static void Print(TextWriter output, string name, Course course, Result[] results)
    {
        output.WriteLine(TrainRun.Invariant($"{name}: {course.Steps} steps, arrived at {course.Target:G4}{(course.Noise > 0 ? TrainRun.Invariant($", noise {course.Noise:G3}") : "")}"));
        output.WriteLine(Row("optimizer", "rate", "steps", "final", "best rate", "steps", "final"));
        foreach (var result in results)
            output.WriteLine(Row(result.Racer.Name, Short(result.Racer.Rate), Steps(result.Usual, course), Short(result.Usual.Final), Short(result.Tuned.Rate), Steps(result.Tuned.Trajectory, course), Short(result.Tuned.Trajectory.Final)));
        output.WriteLine();
    }

    static void Write(string path, List<Result> results)
    {
        Directory.CreateDirectory(path);
        foreach (var group in results.GroupBy(result => result.Course))
        {
            var function = group.First().On.Function;
            (string, Trajectory)[] usual = [.. group.Select(result => (result.Racer.Name, result.Usual))], tuned = [.. group.Select(result => (result.Racer.Name, result.Tuned.Trajectory))];
            Save("default", $"{group.Key}, default rates", usual);
            Save("tuned", $"{group.Key}, best of {Race.Rates.Count} rates", tuned);

            void Save(string kind, string title, (string, Trajectory)[] ways)
            {
                Atomic.WriteText(Path.Combine(path, $"{group.Key}-{kind}.svg"), RacePlots.Ways(title, function, [.. ways]).ToSvg());
                Atomic.WriteText(Path.Combine(path, $"{group.Key}-{kind}-values.svg"), RacePlots.Values(title, function, [.. ways]).ToSvg());
            }
        }
        Atomic.WriteText(Path.Combine(path, "race.csv"), Csv("function,optimizer,rate,tuned,steps_to_target,final", results.SelectMany(result => new[]
        {
            Line(result, result.Racer.Rate, "default", result.Usual), Line(result, result.Tuned.Rate, "tuned", result.Tuned.Trajectory),
        })));
        Atomic.WriteText(Path.Combine(path, "rates.csv"), Csv("function,optimizer,rate,kind,steps_to_target,final", results.SelectMany(result => result.Grid.Select(attempt =>
            Line(result, attempt.Rate, ReferenceEquals(attempt, result.Tuned) ? "winner" : "tried", attempt.Trajectory)))));

        static string Line(Result result, double rate, string kind, Trajectory way) =>
            TrainRun.Invariant($"{result.Course},{result.Racer.Name},{rate:R},{kind},{way.Arrived},{way.Final:R}");
    }

    static string Csv(string head, IEnumerable<string> lines) => new StringBuilder().AppendJoin('\n', lines.Prepend(head)).Append('\n').ToString();

    static JsonObject Json(Result result) => new()
    {
        ["function"] = result.Course,
        ["optimizer"] = result.Racer.Name,
        ["default"] = One(result.Racer.Rate, result.Usual),
        ["tuned"] = One(result.Tuned.Rate, result.Tuned.Trajectory),
        ["grid"] = new JsonArray([.. result.Grid.Select(attempt => (JsonNode?)One(attempt.Rate, attempt.Trajectory))]),
    };

    // JSON has no infinity: a value beyond all numbers is null.
    static JsonObject One(double rate, Trajectory way) => new() { ["rate"] = rate, ["steps"] = way.Arrived, ["final"] = double.IsFinite(way.Final) ? way.Final : null };

    static string Steps(Trajectory way, Course course) => way.Arrived?.ToString(CultureInfo.InvariantCulture) ?? (way.Diverged(course) ? "diverged" : "-");

    static string Short(double number) => number.ToString("G3", CultureInfo.InvariantCulture);

    static string Row(string optimizer, string rate, string steps, string final, string best, string after, string end) =>
        $"  {optimizer,-16} {rate,9} {steps,9} {final,11}   {best,9} {after,9} {end,11}";
}
