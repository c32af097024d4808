using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Cli;

/// <summary><c>dl train</c> as a process of its own: killed, signalled, and on a disk that takes no more.</summary>
public sealed class TrainProcessTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("dl-").FullName;

    public TrainProcessTests() => Idx.WriteFolder(At("data"), Glyphs.Make(Key.Of(1), 600), Glyphs.Make(Key.Of(2), 50));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>DL_KILLS names how many kills; without it there are three.</summary>
    [Fact]
    public void KilledAtRandomMomentsARunEndsWithTheSameBits()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("DL_KILLS") ?? "3", CultureInfo.InvariantCulture);
        var (times, checkpoints, ended) = (new Random(kills), new HashSet<long>(), 0);
        var whole = Stopwatch.StartNew();
        Assert.Equal(0, Ended(Start("whole", "--epochs", "40")).Code);
        var most = whole.Elapsed;
        for (var kill = 0; kill < kills; kill++)
        {
            // Each kill comes at a moment between the start of the program and its end, if nothing were to kill it.
            using var process = Saved ? Start(null, "--resume", At("run")) : Start("run", "--epochs", "40", "--force");
            var moment = most * times.NextDouble();
            if (process.WaitForExit(moment))
            {
                // It was through before: the next one begins anew, so that every kill meets a run that trains.
                Same();
                ended++;
                Directory.Delete(At("run"), recursive: true);
                kill--;
                continue;
            }
            process.Kill();
            process.WaitForExit();
            if (Saved) checkpoints.Add(CheckpointFolder.Read(At("run")).Checkpoints[0].Step);
        }
        Assert.Equal(0, Ended(Saved ? Start(null, "--resume", At("run")) : Start("run", "--epochs", "40", "--force")).Code);
        Same();
        if (Environment.GetEnvironmentVariable("DL_KILLS") is not null)
            File.WriteAllText(Path.Combine(Path.GetTempPath(), "dl-kills.txt"), $"{kills} kills, {checkpoints.Count} different newest checkpoints among them, {ended} runs came to their end in between, all with the same bits\n");

        void Same()
        {
            Assert.Equal(File.ReadAllBytes(At("whole/model.safetensors")), File.ReadAllBytes(At("run/model.safetensors")));
            Assert.Equal(File.ReadAllBytes(At("whole/steps.csv")), File.ReadAllBytes(At("run/steps.csv")));
        }
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void ASignalLeavesACheckpointAndSaysHowToGoOn(string signal, int code)
    {
        using var process = Start("run", "--epochs", "100000");
        AwaitLine(process, "epoch 1/");
        Send(process, signal);
        var (ended, output) = Ended(process);
        Assert.Equal(code, ended);
        Assert.Contains($"go on with: dl train --resume {At("run")}\n", output, StringComparison.Ordinal);
        var newest = CheckpointFolder.Read(At("run")).Checkpoints[0];
        Assert.Contains(FormattableString.Invariant($"stopped after step {newest.Step};"), output, StringComparison.Ordinal);
        Assert.Equal(0, Ended(Start(null, "--resume", At("run"), "--epochs", FormattableString.Invariant($"{(newest.Step + 37) / 38 + 1}"))).Code);
    }

    [Fact]
    public void ASecondSignalLeavesAtOnce()
    {
        // The first one is answered after the step that is running: here a step takes many seconds.
        Idx.WriteFolder(At("large"), Glyphs.Make(Key.Of(1), 4000), Glyphs.Make(Key.Of(2), 50));
        using var process = Run(["train", "--data", At("large"), "--batch", "3000", "--epochs", "100000", "--optimizer", "shampoo", "--out", At("run")]);
        AwaitLine(process, "mlp with");
        Thread.Sleep(1000);
        Send(process, "INT");
        Thread.Sleep(100);
        var clock = Stopwatch.StartNew();
        Send(process, "INT");
        Assert.Equal(130, Ended(process).Code);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void AFullDiskEndsWithOneLineAndTheLastCheckpointStays()
    {
        Assert.Equal(0, Ended(Start("run", "--epochs", "2")).Code);
        var before = CheckpointFolder.Read(At("run")).Checkpoints;
        // No file may grow beyond 100 blocks of a kilobyte: as on a full disk, writes fail.
        using var process = Run("/bin/bash", ["-c", $"trap '' XFSZ; ulimit -f 100; DOTNET_EnableWriteXorExecute=0 exec dotnet {Dll} train --resume {At("run")} --epochs 4"]);
        var (code, output) = Ended(process);
        Assert.Equal(2, code);
        Assert.Matches($"dl: {At("run")}: the checkpoint of step \\d+ cannot be written \\(.*\\); that of step {before[0].Step} stays\n$", output);
        Assert.Equal(before, CheckpointFolder.Read(At("run")).Checkpoints);
        Assert.Empty(Directory.GetFiles(At("run/checkpoints"), ".*"));
        Assert.Equal(0, Ended(Start(null, "--resume", At("run"), "--epochs", "3")).Code);
    }

    [Fact]
    public void AFolderThatMayNotBeWrittenEndsWithOneLine()
    {
        var (code, output) = Ended(Run(["train", "--data", At("data"), "--out", "/proc/dl-run"]));
        Assert.Equal((2, 1), (code, output.Count(c => c == '\n')));
        Assert.StartsWith("dl: ", output, StringComparison.Ordinal);
        Assert.Contains("/proc/dl-run", output, StringComparison.Ordinal);
    }

    static string Dll => Path.Combine(AppContext.BaseDirectory, "dl.dll");

    bool Saved => File.Exists(At("run/run.json")) && CheckpointFolder.Read(At("run")).Checkpoints.Count > 0;

    // A run in a folder, or, without one, what the arguments say alone.
    Process Start(string? name, params string[] more) => Run(name is null ? ["train", .. more]
        : ["train", "--data", At("data"), "--batch", "16", "--model", "mlp-plain", "--checkpoint-every", "7", "--log", "csv", "--out", At(name), .. more]);

    // What is started in the background of a shell ignores interrupts, and so would its children.
    static Process Run(string[] arguments) => IgnoresInterrupts ? Run("env", ["--default-signal=INT", "dotnet", Dll, .. arguments]) : Run("dotnet", [Dll, .. arguments]);

    static bool IgnoresInterrupts => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var ignored
        && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 2) != 0;

    static Process Run(string program, string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = process.StandardOutput.ReadToEndAsync();
        return process;
    }

    static void AwaitLine(Process process, string start)
    {
        while (process.StandardError.ReadLine() is { } line)
            if (line.StartsWith(start, StringComparison.Ordinal)) return;
        Assert.Fail($"it ended without a line that begins with '{start}'");
    }

    static void Send(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    static (int Code, string Error) Ended(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill();
            Assert.Fail("it hangs");
        }
        return (process.ExitCode, error.GetAwaiter().GetResult());
    }

    string At(string name) => Path.Combine(folder, name);
}
