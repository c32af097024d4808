using System.CommandLine;
using System.Globalization;
using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Properties;

namespace Dl.Cli;

/// <summary><c>dl check</c>: every law on every op, layer, loss and optimizer - of Dl, or of an assembly of one's own - with a
/// shrunk counterexample where one fails.</summary>
static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var (only, cases, seed, replay) = (Only(), Cases(), Seed(), Replay());
        var assembly = Options.Text("--assembly", "FILE", "The things of this assembly instead of Dl's own, in a process of their own");
        var timeout = Options.Number<double>(["--timeout"], "Seconds that one law on a thing of the assembly may take", "a number above 0", n => n > 0 && n < 1e6, 60);
        var memory = Options.Number<int>(["--memory"], "Megabytes that the things of the assembly may take", "a whole number of at least 64", n => n >= 64, 2048);
        var report = Options.Text("--report", "FILE", "Also write what came of it: a page if FILE ends in .html, JUnit's format if in .xml");
        var gallery = Options.Flag("--gallery", "The gallery of real bugs instead: which law kills which, and how small its counterexample is");
        var compare = Options.Flag("--compare", "With --gallery: beside the laws what the tests of PyTorch, Optax and Keras visibly check");
        var conventions = Options.Flag("--conventions", "Where libraries rightly differ, and what holds here, instead of laws");
        var json = Options.Flag("--json", "One line of JSON, and nothing else");
        var command = new Command("check", "Check every law on everything there is, or on an assembly of your own.") { only, cases, seed, replay, assembly, timeout, memory, report, gallery, compare, conventions, json };
        command.SetAction(parsed =>
        {
            var settings = new CheckSettings(parsed.GetValue(cases)!.Value, parsed.GetValue(seed)!.Value, Again(parsed.GetValue(replay)), Stop: shell.Stop);
            if (parsed.GetValue(conventions)) Options.Refuse(parsed, "says nothing of --conventions: leave one of them out", gallery, compare, assembly, timeout, memory, report, cases, seed, replay);
            if (parsed.GetValue(compare) && !parsed.GetValue(gallery)) throw new DlException("--compare says how other styles of tests do on the gallery: give --gallery too");
            if (parsed.GetValue(gallery)) Options.Refuse(parsed, "says nothing of --gallery: leave one of them out", assembly, timeout, memory, report);
            if (parsed.GetValue(assembly) is null) Options.Refuse(parsed, "is for the things of an assembly: give --assembly too", timeout, memory);
            var writer = LawReportFile.For(parsed.GetValue(report));
            if (parsed.GetValue(conventions)) return ConventionList.Print(shell, parsed.GetValue(only), parsed.GetValue(json));
            if (parsed.GetValue(compare)) return GalleryTable.Compare(shell, settings, parsed.GetValue(only), parsed.GetValue(json));
            if (parsed.GetValue(gallery)) return GalleryTable.Print(shell, settings, parsed.GetValue(only), parsed.GetValue(json));
            var reports = parsed.GetValue(assembly) is { } file
                ? new Judge(file, [.. Given(only, parsed.GetValue(only)), .. Given(replay, parsed.GetValue(replay)), "--cases", Text(settings.Cases), "--seed", Text(settings.Seed)],
                    new(TimeSpan.FromSeconds(parsed.GetValue(timeout)!.Value), parsed.GetValue(memory)!.Value), shell.Stop).Reports()
                : LawBook.Check(ClaimPattern.Choose(Catalogue.Dl(), parsed.GetValue(only)), settings);
            var all = Told(shell, reports, !parsed.GetValue(json));
            if (shell.Stop.IsCancellationRequested) return shell.StopCode();
            writer?.Write(parsed.GetValue(assembly) is { } judged ? Path.GetFileName(judged) : "Dl", all);
            if (parsed.GetValue(json)) shell.Output.WriteLine(CheckTable.Json(all).ToJsonString());
            else CheckTable.Summarise(shell.Output, all);
            return all.All(report => report.Holds) ? Program.Done : Program.Failed;
        });
        return Help.WithExamples(command,
            "dl check",
            "dl check --only Adam --cases 1000",
            "dl check --only MatMulOp/gradient --replay 4711,3",
            "dl check --assembly bin/Release/net10.0/Mine.dll --report laws.html",
            "dl check --gallery --compare",
            "dl check --conventions");
    }

    public static Option<string?> Only() => Options.Text("--only", "PATTERN", "Only things whose name contains this, or with a / in it those whose thing/law does; * stands for anything");

    public static Option<int?> Cases() => Options.Number<int>(["--cases"], "How many cases each law is asked about", "a whole number of at least 1", n => n >= 1, 100);

    public static Option<ulong?> Seed() => Options.Number<ulong>(["--seed"], "What the cases are drawn from", "a whole number", _ => true, 1);

    public static Option<string?> Replay() => Options.Text("--replay", "SEED,SIZE", "One drawn case instead, as a failure prints it");

    /// <summary>The case that a failure printed.</summary>
    public static Drawn? Again(string? text)
    {
        if (text is null) return null;
        var parts = text.Split(',');
        return parts.Length == 2 && ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seed) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size >= 1
            ? new(seed, size)
            : throw new DlException($"--replay takes two whole numbers, SEED,SIZE, as a failure prints them, not '{text}'");
    }

    // A row is told as soon as its thing is done: claims of one thing come one after another.
    static List<LawReport> Told(Shell shell, IEnumerable<LawReport> reports, bool aloud)
    {
        var (all, thing) = (new List<LawReport>(), new List<LawReport>());
        foreach (var report in reports)
        {
            if (all.Count == 0 && aloud) shell.Output.WriteLine(CheckTable.Head);
            if (thing.Count > 0 && thing[0].Thing != report.Thing) Tell();
            thing.Add(report);
            all.Add(report);
            if (shell.Stop.IsCancellationRequested) return all;
        }
        Tell();
        return all;

        void Tell()
        {
            if (aloud && thing.Count > 0) shell.Output.WriteLine(CheckTable.Of([.. thing]));
            thing.Clear();
        }
    }

    static string[] Given(Option<string?> option, string? value) => value is null ? [] : [option.Name, value];

    static string Text<N>(N number) where N : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
