using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Cli;

/// <summary>What commands do, say and leave behind.</summary>
public sealed class CommandLineTests : CommandLine
{
    [Fact]
    public void TrainingLeavesFiveFilesAndOneLineOfJson()
    {
        var run = Train("--out", At("run"), "--json");
        Assert.Equal((Program.Done, 1), (run.Code, run.Output.Count(c => c == '\n')));
        var json = JsonNode.Parse(run.Output)!;
        foreach (var name in new[] { "train_loss", "test_accuracy", "epochs", "seconds", "parameters", "out" }) Assert.NotNull(json[name]);
        Assert.Equal(["health.jsonl", "metrics.csv", "model.safetensors", "report.html", "run.json"], Directory.GetFiles(At("run")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var described = JsonNode.Parse(File.ReadAllText(At("run/run.json")))!;
        Assert.Equal((double)json["test_accuracy"]!, (double)described["results"]!["test_accuracy"]!);
        Assert.Equal($"dl train --data {At("data")} --model mlp-plain --epochs 2 --batch 16 --optimizer adam --learning-rate 0.002 --final-rate 0.05 --fall line --warm-up 0 --decay 0 --label-smoothing 0 --seed 1", (string)described["command"]!);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(At("run/report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameCommandGivesTheSameBytesOnAnyThreadsInAnyLanguage()
    {
        var before = CultureInfo.CurrentCulture;
        Assert.Equal(0, Train("--out", At("a"), "--threads", "1").Code);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("es-ES");
            Assert.Equal(0, Train("--out", At("b"), "--threads", "2", "--lr", "0.002").Code);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.Equal(0, Train("--out", At("c"), "--seed", "2").Code);
        Assert.Equal(File.ReadAllBytes(At("a/model.safetensors")), File.ReadAllBytes(At("b/model.safetensors")));
        Assert.NotEqual(File.ReadAllBytes(At("a/model.safetensors")), File.ReadAllBytes(At("c/model.safetensors")));
        Assert.Equal(Timeless("a"), Timeless("b"));

        IEnumerable<string> Timeless(string run) => File.ReadLines(At($"{run}/metrics.csv")).Select(line => line[..line.LastIndexOf(',')]);
    }

    [Fact]
    public void ARunIsNotOverwrittenUnasked()
    {
        Assert.Equal(0, Train("--out", At("run")).Code);
        var before = File.ReadAllBytes(At("run/model.safetensors"));
        Refused(Train("--out", At("run"), "--seed", "2"), $"{At("run")}: holds a run already");
        Assert.Equal(before, File.ReadAllBytes(At("run/model.safetensors")));
        Assert.Equal(0, Train("--out", At("run"), "--seed", "2", "--force").Code);
        Assert.NotEqual(before, File.ReadAllBytes(At("run/model.safetensors")));
        File.WriteAllText(At("file"), "");
        Refused(Train("--out", At("file")), $"{At("file")}: is a file");
    }

    [Fact]
    public void TrainingThatDivergesEndsWithOneLineAndLeavesWhatADoctorAsks()
    {
        var run = Run("train", "--data", At("data"), "--model", "linear", "--optimizer", "sgd", "--lr", "1e38", "--epochs", "9", "--out", At("run"));
        Assert.Equal((Program.Failed, ""), (run.Code, run.Output));
        Assert.Matches("^dl: the (gradient of the )?loss 'cross entropy' is not a number at step \\d+ \\(epoch 1, batch \\d+\\) with the learning rate .*: .*; ", run.Error.Split('\n')[^2]);
        Assert.False(File.Exists(At("run/model.safetensors")));
        var doctor = Run("doctor", At("run"));
        Assert.Equal(Program.Failed, doctor.Code);
        Assert.StartsWith("divergence\n  seen in   the ", doctor.Output, StringComparison.Ordinal);
        Refused(Run("doctor", At("data")), "there is no such file; dl train writes one");
    }

    [Fact]
    public void PredictionsAreALineAnItem()
    {
        Assert.Equal(0, Train("--out", At("run")).Code);
        var test = Idx.ReadImages(At("data/t10k-images-idx3-ubyte"));
        Npy.Write(At("images.npy"), test.Reshape([50, 28, 28]));
        File.WriteAllLines(At("images.csv"), Enumerable.Range(0, 50).Select(i => string.Join(',', Enumerable.Range(784 * i, 784).Select(at => test[at].ToString("R", CultureInfo.InvariantCulture)))));

        var idx = Run("predict", At("run"), At("data/t10k-images-idx3-ubyte"));
        Assert.Equal((0, ""), (idx.Code, idx.Error));
        Assert.Equal(50, idx.Output.Count(c => c == '\n'));
        Assert.Matches(@"^0: \d \d+\.\d\d %\n1: ", idx.Output);
        Assert.Equal(idx.Output, Run("predict", At("run/model.safetensors"), At("images.npy")).Output);
        Assert.Equal(idx.Output, Run("predict", At("run"), At("images.csv")).Output);

        var json = Run("predict", At("run"), At("images.npy"), "--top", "3", "--json").Output.Split('\n').SkipLast(1).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.All(json, line => Assert.Equal(3, line["top"]!.AsArray().Count));
        Assert.Equal(10, JsonNode.Parse(Run("predict", At("run"), At("images.npy"), "--top", "99", "--json").Output.Split('\n')[0])!["top"]!.AsArray().Count);
    }

    [Fact]
    public void TheFirstSignalSavesWhatIsTrained()
    {
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new StopAfter("epoch 1/", stop);
        var code = Program.Run(["train", "--data", At("data"), "--epochs", "1000", "--out", At("run")], new Shell(output, error) { Stop = stop.Token, StopCode = () => 143 });
        Assert.Equal(143, code);
        Assert.Contains("stopping after this step", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("Cancelled", (string)JsonNode.Parse(File.ReadAllText(At("run/run.json")))!["outcome"]!);
        Assert.Equal(10, Checkpoint.Load(At("run/model.safetensors")).Classes.Count);
    }

    /// <summary>The best point of a search, stopped while it trains, is saved as far as it is, and trained to its end by the same command.</summary>
    [Fact]
    public void ASearchThatIsStoppedAtItsBestPointGoesOnWithIt()
    {
        File.WriteAllText(At("space.json"), """{"space":{"model":"mlp-plain","epochs":3}}""");
        string[] search = ["search", At("space.json"), "--data", At("data"), "--out", At("search")];
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new StopAfter("epoch 1/3", stop);
        Assert.Equal(143, Program.Run(search, new Shell(output, error) { Stop = stop.Token, StopCode = () => 143 }));
        Assert.Contains("the best point is not trained to its end; the same command goes on", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("Cancelled", Outcome());
        Assert.Equal(0, Run("predict", At("search/best"), At("data/t10k-images-idx3-ubyte")).Code);
        Assert.Equal(0, Run(search).Code);
        Assert.Equal("Completed", Outcome());

        string Outcome() => (string)JsonNode.Parse(File.ReadAllText(At("search/best/run.json")))!["outcome"]!;
    }

    [Fact]
    public void TheProgramItselfHasHelpAVersionAndFreeFolders()
    {
        Assert.Contains("dl train --data mnist --epochs 5", Start("train", "--help").Output, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+", Start("--version").Output);
        Assert.Equal((0, true), Start() is var bare ? (bare.Code, bare.Output.Contains("Commands:", StringComparison.Ordinal)) : default);
        Refused(Start("train", "--data", "nowhere"), "nowhere: there is no such folder");

        Directory.CreateDirectory(At("run"));
        var run = Start("train", "--data", "data", "--epochs", "1", "--model", "linear");
        Assert.Equal(0, run.Code);
        Assert.Contains("run is taken: this run goes to run-2", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(At("run-2/report.html")));
        Assert.Empty(Directory.GetFiles(At("run")));
    }

    (int Code, string Output, string Error) Start(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "dl.dll"), .. args])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    sealed class StopAfter(string text, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.StartsWith(text, StringComparison.Ordinal)) stop.Cancel();
        }
    }
}
