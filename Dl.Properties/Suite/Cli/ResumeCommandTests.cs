using System.IO;
using System.Threading;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Cli;

/// <summary><c>dl train --resume</c>: by signal, and refused.</summary>
public sealed class ResumeCommandTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("dl-").FullName;

    public ResumeCommandTests() => Idx.WriteFolder(At("data"), Glyphs.Make(Key.Of(1), 600), Glyphs.Make(Key.Of(2), 50));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void ASignalSavesSaysHowToGoOnAndNoBitIsLost()
    {
        Assert.Equal(0, Run(default, Arguments("whole")).Code);
        using var stop = new CancellationTokenSource();
        stop.CancelAfter(TimeSpan.FromMilliseconds(150));
        var stopped = Run(stop.Token, Arguments("run"));
        for (var times = 0; stopped.Code == 143 && Directory.Exists(At("run")) && times < 100; times++)
        {
            Assert.Contains($"go on with: dl train --resume {At("run")}", stopped.Error, StringComparison.Ordinal);
            using var again = new CancellationTokenSource();
            if (times < 3) again.CancelAfter(TimeSpan.FromMilliseconds(100));
            stopped = Run(again.Token, "train", "--resume", At("run"), "--threads", "1");
        }
        if (!Directory.Exists(At("run"))) stopped = Run(default, Arguments("run")); // it came before the first step
        Assert.Equal(0, stopped.Code);
        Assert.Equal(File.ReadAllBytes(At("whole/model.safetensors")), File.ReadAllBytes(At("run/model.safetensors")));
        Assert.Equal(0, Run(default, "train", "--resume", At("run"), "--epochs", "7").Code);
    }

    [Theory]
    [InlineData("--batch 7", "--batch contradicts them")]
    [InlineData("--lr 0.5", "--learning-rate contradicts them")]
    [InlineData("--optimizer sgd", "--optimizer contradicts them")]
    [InlineData("--force", "--force contradicts them")]
    [InlineData("--out elsewhere", "--out contradicts them")]
    public void WhatContradictsTheRunIsRefused(string more, string complaint)
    {
        Assert.Equal(0, Run(default, Arguments("run")).Code);
        var run = Run(default, ["train", "--resume", At("run"), .. more.Split(' ')]);
        Assert.Equal((Program.Wrong, ""), (run.Code, run.Output));
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAUsableCheckpointItEndsWithOneLine()
    {
        Refused("there is no such folder", At("nowhere"));
        Directory.CreateDirectory(At("empty"));
        Refused("holds no run", At("empty"));
        Assert.Equal(0, Run(default, Arguments("run")).Code);
        var files = Directory.GetFiles(At("run/checkpoints"));
        Array.Sort(files, (a, b) => int.Parse(Path.GetFileNameWithoutExtension(b), null) - int.Parse(Path.GetFileNameWithoutExtension(a), null));
        File.WriteAllBytes(files[0], File.ReadAllBytes(files[0])[..1000]);
        var on = Run(default, "train", "--resume", At("run"));
        Assert.Equal(0, on.Code);
        Assert.Contains("passed over: ", on.Error, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(At("run/checkpoints"))) File.WriteAllBytes(file, [1, 2, 3]);
        Refused("none of its", At("run"));
        Directory.Delete(At("run/checkpoints"), recursive: true);
        Refused("there is no such file", At("run"));
        Directory.Delete(At("data"), recursive: true);
        Refused("there is no such folder", At("run"));

        void Refused(string complaint, string path)
        {
            var run = Run(default, "train", "--resume", path);
            Assert.Equal((Program.Wrong, ""), (run.Code, run.Output));
            Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
            Assert.Equal(1, run.Error.Count(c => c == '\n'));
        }
    }

    string[] Arguments(string name, params string[] more) =>
        ["train", "--data", At("data"), "--epochs", "6", "--batch", "16", "--model", "mlp-plain", "--checkpoint-every", "3", "--out", At(name), .. more];

    static (int Code, string Output, string Error) Run(CancellationToken stop, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = Program.Run(args, new Shell(output, error) { Stop = stop, StopCode = () => 143 });
        return (code, output.ToString(), error.ToString());
    }

    string At(string name) => Path.Combine(folder, name);
}
