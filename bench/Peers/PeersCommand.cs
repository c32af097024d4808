using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using Dl.Core;

namespace Dl.Bench.Peers;

/// <summary>The peer table: ours and PyTorch's by turns, in one run, on the same shapes.</summary>
static class PeersCommand
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary><c>peers [--quick] [--threads 1,2] [--only PATTERN] [--json FILE] [--python FILE]</c>.</summary>
    public static Command Make()
    {
        var quick = new Option<bool>("--quick") { Description = "Three rounds instead of nine, and shorter ones" };
        var threads = new Option<string>("--threads") { Description = "The numbers of threads to try; the last is ours in the ratio", DefaultValueFactory = _ => "1,2" };
        var only = new Option<string>("--only") { Description = "Only cases whose name contains one of these, divided by commas", DefaultValueFactory = _ => "" };
        var json = new Option<FileInfo?>("--json") { Description = "Also write every median and quartile to this file" };
        var python = new Option<string>("--python") { Description = "The interpreter that has torch", DefaultValueFactory = _ => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3" };
        var command = new Command("peers", "Dl beside PyTorch: time of ours over time of theirs, by turns in one run") { quick, threads, only, json, python };
        command.SetAction(parsed =>
        {
            int[] counts;
            try
            {
                counts = [.. parsed.GetValue(threads)!.Split(',').Select(text => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))];
            }
            catch (FormatException)
            {
                counts = [];
            }

            if (counts.Length == 0 || counts.Min() < 1)
            {
                Console.Error.WriteLine($"--threads is a list of numbers such as 1,2, not '{parsed.GetValue(threads)}'");
                return 2;
            }

            string[] patterns = parsed.GetValue(only)!.Split(',', StringSplitOptions.RemoveEmptyEntries);
            PeerCase[] cases = [.. PeerCases.All.Where(one => patterns.Length == 0 || patterns.Any(one.Name.Contains))];
            if (cases.Length == 0)
            {
                Console.Error.WriteLine($"no case contains '{parsed.GetValue(only)}'; there are: {string.Join(", ", PeerCases.All.Select(one => one.Name))}");
                return 2;
            }

            var rows = Run(cases, counts, parsed.GetValue(quick), parsed.GetValue(python)!);
            if (parsed.GetValue(json) is { } file) File.WriteAllText(file.FullName, JsonSerializer.Serialize(rows, Indented));
            return 0;
        });
        return command;
    }

    static List<PeerRow> Run(PeerCase[] cases, int[] threads, bool quick, string python)
    {
        var peers = new List<Torch>();
        var rows = new List<PeerRow>();
        try
        {
            foreach (var count in threads)
            {
                if (Torch.Start(python, count, out var why) is { } torch) peers.Add(torch);
                else
                {
                    Console.WriteLine($"PyTorch is absent ({why}): ours alone");
                    break;
                }
            }

            var machines = threads.ToDictionary(count => count, count => Machine.Measure(count));
            Console.WriteLine($"{Processor()}, {(Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "128 bits")}, .NET {Environment.Version}"
                + (peers.Count > 0 ? $", torch {peers[0].Version}" : ""));
            foreach (var (count, machine) in machines)
                Console.WriteLine($"limits on {count} thread{(count == 1 ? "" : "s")}: {machine.Float / 1e9:F0} GFLOP/s float, {machine.Double / 1e9:F0} GFLOP/s double, triad {machine.Bytes / 1e9:F1} GB/s");
            Console.WriteLine();
            Console.WriteLine(PeerRow.Header(threads));
            foreach (var one in cases)
            {
                var row = Time(one, threads, peers, machines, quick);
                rows.Add(row);
                Console.WriteLine(row.Line(threads));
            }

            double[] steps = [.. cases.Zip(rows).Where(pair => pair.First.IsStep && pair.Second.Ratio > 0).Select(pair => pair.Second.Ratio)];
            if (steps.Length > 0) Console.WriteLine($"| geometric mean of {steps.Length} whole steps | {Math.Exp(steps.Average(Math.Log)):F2} (0.50) |");
        }
        finally
        {
            foreach (var torch in peers) torch.Dispose();
        }

        return rows;
    }

    static PeerRow Time(PeerCase one, int[] threads, List<Torch> peers, Dictionary<int, Machine> machines, bool quick)
    {
        var (rounds, seconds) = quick ? (3, 0.1) : (9, 0.3);
        var sampler = one.Make();
        var ours = threads.ToDictionary(count => count, _ => new List<double[]>());
        var theirs = peers.ToDictionary(torch => torch.Threads, _ => new List<double[]>());
        var (shares, handoffs) = (new List<double>(), new List<double>());
        // A filled pool, and every method compiled for the last time: that is two calls at least, and as many as two seconds hold.
        for (var (count, start) = (0, Stopwatch.GetTimestamp()); count < 2 || Stopwatch.GetElapsedTime(start).TotalSeconds < 2; count++) sampler(0.01);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var torch in peers)
                if (torch.Time(one.Theirs, seconds) is { } samples)
                    theirs[torch.Threads].Add(samples);
            // A thread pool of the peer may go on spinning for a while after its work is done.
            if (peers.Count > 0) Thread.Sleep(100);
            foreach (var count in threads) ours[count].Add(Workers.With(count, () => sampler(seconds)));
            shares.Add(Machine.Peak(threads[^1]) / machines[threads[^1]].Float);
            if (threads[^1] > 1) handoffs.Add(Machine.Handoff());
        }

        var medians = ours.ToDictionary(pair => pair.Key, pair => Samples.Median(pair.Value.SelectMany(all => all)));
        var peer = theirs.Where(pair => pair.Value.Count > 0).ToDictionary(pair => pair.Key, pair => Samples.Median(pair.Value.SelectMany(all => all)));
        double[] ratios = [];
        if (peer.Count > 0)
        {
            var best = peer.MinBy(pair => pair.Value).Key;
            ratios = [.. ours[threads[^1]].Zip(theirs[best], (mine, other) => Samples.Median(mine) / Samples.Median(other))];
        }

        return new(one.Name, medians, peer, Quantile(ratios, 0.5), Quantile(ratios, 0.25), Quantile(ratios, 0.75), one.AtMost, shares.Min(), handoffs.Count > 0 ? handoffs.Max() : double.NaN,
            one.Limit == Bound.None ? [] : medians.ToDictionary(pair => pair.Key, pair => one.Work / pair.Value / machines[pair.Key].Of(one.Limit)));
    }

    static double Quantile(double[] ratios, double share) => ratios.Length == 0 ? double.NaN : Samples.Quantile(ratios, share);

    static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
}

/// <summary>One line of the table.</summary>
/// <param name="Name">The case.</param>
/// <param name="Ours">Median seconds by number of threads.</param>
/// <param name="Theirs">The peer's.</param>
/// <param name="Ratio">Ours on the last number of threads over the peer's best number, the median over the rounds.</param>
/// <param name="Low">The lower quartile of that ratio.</param>
/// <param name="High">The upper one.</param>
/// <param name="AtMost">What is aimed at.</param>
/// <param name="Machine">The least part of the multiply-adds a second of the start of the run that the machine delivered between the rounds, on the last number of threads.</param>
/// <param name="Handoff">The most seconds that a thread waited for the answer of another one, between the rounds; NaN on one thread.</param>
/// <param name="OfLimit">Which part of the machine's limit ours reaches, by number of threads.</param>
sealed record PeerRow(
    string Name, IReadOnlyDictionary<int, double> Ours, IReadOnlyDictionary<int, double> Theirs, double Ratio, double Low, double High, double? AtMost, double Machine, double Handoff, IReadOnlyDictionary<int, double> OfLimit)
{
    /// <summary>Met, missed, or not to be told apart in this run.</summary>
    public string Verdict => AtMost is not { } bound || double.IsNaN(Ratio) ? "" : High <= bound ? "met" : Low > bound ? "missed" : "inconclusive";

    /// <summary>The first two lines of the table.</summary>
    public static string Header(int[] threads)
    {
        var columns = string.Join(" | ", threads.Select(count => $"ours {count}T").Concat(threads.Select(count => $"torch {count}T")));
        return $"| case | {columns} | ratio (quartiles) | at most | | of limit {string.Join("/", threads.Select(count => $"{count}T"))} | machine | handoff |\n|---|{string.Concat(threads.Select(_ => "---:|---:|"))}---:|---:|---|---:|---:|---:|";
    }

    /// <summary>The line.</summary>
    public string Line(int[] threads) => string.Create(CultureInfo.InvariantCulture,
        $"| {Name} | {string.Join(" | ", threads.Select(count => Told(Ours, count)).Concat(threads.Select(count => Told(Theirs, count))))} | {(double.IsNaN(Ratio) ? "-" : $"{Ratio:F2} ({Low:F2}-{High:F2})")} | {AtMost:F2} | {Verdict} | {string.Join("/", OfLimit.Values.Select(part => $"{part:P0}"))} | {Machine:P0} | {(double.IsNaN(Handoff) ? "" : $"{Handoff * 1e9:F0} ns")} |");

    static string Told(IReadOnlyDictionary<int, double> times, int count) => !times.TryGetValue(count, out var seconds) ? "-"
        : seconds < 1e-3 ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:G4} us") : string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:G4} ms");
}
