using System.CommandLine;
using System.Globalization;
using System.IO;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl data fetch</c>: brings a public data set, whose digests are known.</summary>
static class DataFetchCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var name = new Argument<string>("SET") { Description = string.Join(" or ", KnownSet.All.Select(set => set.Name)) };
        name.CompletionSources.Add([.. KnownSet.All.Select(set => set.Name)]);
        var from = Options.Text("--from", "URL", "The address of the folder of its files [default: its public mirror]");
        var output = Options.Text("--out", "DIR", "The folder for its files [default: the name of the set]");
        var command = new Command("fetch", "Bring a public data set. Each file is checked against a known SHA-256; what was cut off goes on where it ended.") { name, from, output };
        command.SetAction(async (parsed, _) =>
        {
            var asked = parsed.GetValue(name)!;
            var set = KnownSet.All.FirstOrDefault(set => set.Name == asked) ?? throw new DlException($"there is no set '{asked}' to fetch; {NearNames.Of(asked, KnownSet.All.Select(set => set.Name))}");
            var folder = parsed.GetValue(output) ?? set.Name;
            var root = parsed.GetValue(from) is not { } address ? set.From
                : Uri.TryCreate(address, UriKind.Absolute, out var given) ? given : throw new DlException($"--from takes an address that begins with https:// or http://, not '{address}'");
            if (File.Exists(folder)) throw new DlException($"{folder}: is a file, not a folder");
            shell.Error.WriteLine($"{set.Name} ({set.Licence}) from {root}");
            try
            {
                await Fetching.Run(set, folder, root, Settings(), new Watch(shell), shell.Stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (shell.Stop.IsCancellationRequested)
            {
                shell.Error.WriteLine($"stopped; the same command goes on where it ended");
                return shell.StopCode();
            }
            shell.Output.WriteLine($"{folder}: {set.Files.Count} files; train with: dl train --data {TrainSettings.Quoted(folder)}");
            return Program.Done;
        });
        return Help.WithExamples(command,
            "dl data fetch mnist",
            "dl data fetch fashion-mnist --out data/fashion --from https://my.mirror/fashion/");
    }

    // A test does not wait for seconds.
    static FetchSettings Settings() =>
        double.TryParse(Environment.GetEnvironmentVariable("DL_FETCH_PAUSE"), CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 ? new() { Pause = TimeSpan.FromSeconds(seconds) } : new();

    /// <summary>A line for each thing that happened; on a terminal also how far a file is.</summary>
    sealed class Watch(Shell shell) : IProgress<FetchProgress>
    {
        long shown;

        public void Report(FetchProgress value)
        {
            if (value.Note is { } note) shell.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(shell.IsLive && shown > 0 ? "\r" : "")}{value.File.Name}: {note} ({value.Bytes:#,0} of {value.File.Bytes:#,0} bytes)"));
            else if (shell.IsLive && Math.Abs(value.Bytes - shown) > value.File.Bytes / 100)
            {
                shown = value.Bytes;
                shell.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{value.File.Name}: {100.0 * value.Bytes / value.File.Bytes:F0} %  "));
            }
        }
    }
}
