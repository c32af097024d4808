using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;

namespace Dl.Bench.Tabular;

/// <summary>The baselines beside scikit-learn, on the same splits.</summary>
static class TabularCommand
{
    const double Accuracy = 0.01, R2 = 0.02;

    public static Command Make()
    {
        var data = new Argument<string>("DATA") { Description = "The folder of the tables" };
        var python = new Option<string>("--python") { Description = "A Python that has scikit-learn", DefaultValueFactory = _ => "/usr/bin/python3" };
        var command = new Command("tabular", "Logistic regression, ridge regression and a small network on real tables, beside scikit-learn.") { data, python };
        command.SetAction(parsed =>
        {
            var baselines = Baselines.All(parsed.GetValue(data)!).ToArray();
            var theirs = Theirs(parsed.GetValue(python)!, baselines, out var version);
            Console.WriteLine(Invariant($"scikit-learn {version}; five splits, the mean and the spread of the splits"));
            Console.WriteLine("\n| set and method | measure | ours | scikit-learn | difference | at most | |\n|---|---|---:|---:|---:|---:|---|");
            var isMet = true;
            for (var i = 0; i < baselines.Length; i++)
            {
                var (one, ours) = (baselines[i], baselines[i].Scores());
                var (difference, most) = (ours.Average() - theirs[i].Average(), one.IsClassified ? Accuracy : R2);
                isMet &= Math.Abs(difference) <= most;
                Console.WriteLine(Invariant($"| {one.Name} | {(one.IsClassified ? "accuracy" : "R^2")} | {Shown(ours)} | {Shown(theirs[i])} | {difference:+0.0000;-0.0000;0.0000} | {most} | {(Math.Abs(difference) <= most ? "met" : "missed")} |"));
            }
            return isMet ? 0 : 1;
        });
        return command;
    }

    static double[][] Theirs(string python, Baseline[] baselines, out string version)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, JsonSerializer.Serialize(baselines.Select(one => new
            {
                settings = one.Settings,
                x = Enumerable.Range(0, one.Data.Count).Select(row => one.Data.Inputs.View(row * one.Data.Example.Size, one.Data.Example).Span.ToArray()),
                y = one.IsClassified ? one.Data.Labels!.Span.ToArray().Select(label => (double)label) : one.Data.Values!.Span.ToArray().Select(value => (double)value),
                fold = one.Fold,
            })));
            using var process = Process.Start(new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "sklearn_peer.py"), file]) { RedirectStandardOutput = true })!;
            var said = JsonDocument.Parse(process.StandardOutput.ReadToEnd()).RootElement;
            process.WaitForExit();
            version = said.GetProperty("version").GetString()!;
            return [.. said.GetProperty("scores").EnumerateArray().Select(one => one.EnumerateArray().Select(score => score.GetDouble()).ToArray())];
        }
        finally
        {
            File.Delete(file);
        }
    }

    static string Shown(double[] scores)
    {
        var mean = scores.Average();
        return Invariant($"{mean:F4} ({Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scores.Length - 1)):F4})");
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
