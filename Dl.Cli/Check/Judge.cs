using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using Dl.Core;
using Dl.Properties;

namespace Dl.Cli;

/// <summary>Limits for code of others.</summary>
/// <param name="Time">For one law on one thing.</param>
/// <param name="Megabytes">Of managed memory.</param>
sealed record Limits(TimeSpan Time, int Megabytes);

/// <summary>
/// Checks an assembly of somebody else in a child process: a law that never ends, or takes all memory, costs that thing its
/// verdict and nobody else.
/// </summary>
sealed class Judge(string file, string[] options, Limits limits, CancellationToken stop)
{
    /// <summary>The reports, one after another as they come.</summary>
    /// <exception cref="DlException">The assembly cannot be judged at all; the message says why.</exception>
    public IEnumerable<LawReport> Reports()
    {
        for (var (next, left) = (0, int.MaxValue); next < left;)
        {
            using var child = Start(next);
            try
            {
                (int Index, string Thing, string Law)? open = null;
                while (!stop.IsCancellationRequested)
                {
                    if (!Line(child, out var line))
                    {
                        if (open is not { } slow) throw new DlException($"{file}: was not looked through within {Text(limits.Time)}: a constructor, field or property never returns");
                        yield return Stopped(slow, $"not done within {Text(limits.Time)}");
                        next = slow.Index + 1;
                        break;
                    }
                    if (line is null)
                    {
                        child.WaitForExit();
                        if (open is { } fatal)
                        {
                            yield return Stopped(fatal, FormattableString.Invariant($"ended the process (exit code {child.ExitCode}; the limit of memory is {limits.Megabytes} MB)"));
                            next = fatal.Index + 1;
                            break;
                        }
                        if (child.ExitCode != Program.Done) throw new DlException(FormattableString.Invariant($"{file}: ended the process while it was looked through (exit code {child.ExitCode})"));
                        yield break;
                    }
                    if (line["wrong"] is { } wrong) throw new DlException((string)wrong!);
                    if (line["found"] is { } claims) left = (int)claims;
                    else if (line["begins"] is { } begins) open = ((int)begins, (string)line["thing"]!, (string)line["law"]!);
                    else
                    {
                        next = open!.Value.Index + 1;
                        open = null;
                        var report = Judging.Report(line);
                        yield return report with { Found = report.Found is { } found ? found with { Assembly = file } : null };
                    }
                }
                if (stop.IsCancellationRequested) yield break;
            }
            finally
            {
                if (!child.HasExited) child.Kill(entireProcessTree: true);
            }
        }
    }

    static LawReport Stopped((int Index, string Thing, string Law) at, string why) => new(at.Thing, at.Law, 0, 0, 0, 0, null, why);

    // False if none came in time; null at the end.
    bool Line(Process child, out JsonNode? line)
    {
        line = null;
        try
        {
            var text = child.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(limits.Time, stop).GetAwaiter().GetResult();
            line = text is null ? null : JsonNode.Parse(text);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    Process Start(int first)
    {
        var host = Environment.ProcessPath!;
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // The process is this program, unless something else hosts it: dotnet, or a test runner.
        if (Path.GetFileNameWithoutExtension(host) == "dl") start.FileName = host;
        else
        {
            start.FileName = Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
            start.ArgumentList.Add(typeof(Program).Assembly.Location);
        }
        foreach (var argument in new[] { Judging.Command, file, "--first", first.ToString(CultureInfo.InvariantCulture) }.Concat(options)) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_GCHeapHardLimit"] = ((long)limits.Megabytes << 20).ToString("X", CultureInfo.InvariantCulture);
        var child = Process.Start(start)!;
        // Its complaints are not read, but must not fill the pipe.
        child.ErrorDataReceived += (_, _) => { };
        child.BeginErrorReadLine();
        return child;
    }

    static string Text(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");
}
