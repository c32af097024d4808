using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Threading;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Cli;

public sealed class CommandLineTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("dl-").FullName;

    public CommandLineTests()
    {
        Idx.WriteFolder(At("data"), Glyphs.Make(Key.Of(1), 240), Glyphs.Make(Key.Of(2), 50));
        foreach (var path in Directory.GetFiles(At("data")))
        {
            using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var plain = File.Create(path[..^3]);
            packed.CopyTo(plain);
        }
        foreach (var path in Directory.GetFiles(At("data"), "*.gz")) File.Delete(path);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

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
        AssertRefused(Train("--out", At("run"), "--seed", "2"), $"{At("run")}: holds a run already");
        Assert.Equal(before, File.ReadAllBytes(At("run/model.safetensors")));
        Assert.Equal(0, Train("--out", At("run"), "--seed", "2", "--force").Code);
        Assert.NotEqual(before, File.ReadAllBytes(At("run/model.safetensors")));
        File.WriteAllText(At("file"), "");
        AssertRefused(Train("--out", At("file")), $"{At("file")}: is a file");
    }

    [Theory]
    [InlineData("missing folder", "nowhere: there is no such folder")]
    [InlineData("missing file", "has none of the files train-images")]
    [InlineData("truncated gz", "train-images-idx3-ubyte.gz: the packed stream is damaged or truncated")]
    [InlineData("truncated", "train-images-idx3-ubyte: truncated at byte 1000")]
    [InlineData("magic", "train-images-idx3-ubyte: the magic number at byte 0 is 9")]
    [InlineData("counts", "train-labels-idx1-ubyte: has 239 labels, but")]
    [InlineData("label", "train-labels-idx1-ubyte: item 7 has the label 10, outside 0..9")]
    public void DataThatCannotBeRightEndWithOneLineAndTouchNothing(string fault, string complaint)
    {
        Directory.CreateDirectory(At("run"));
        foreach (var file in new[] { "model.safetensors", "run.json", "metrics.csv", "report.html", "mine.txt" }) File.WriteAllText(At($"run/{file}"), file);
        var (images, labels) = (At("data/train-images-idx3-ubyte"), At("data/train-labels-idx1-ubyte"));
        var data = fault == "missing folder" ? At("nowhere") : At("data");
        switch (fault)
        {
            case "missing file":
                File.Delete(images);
                break;
            case "truncated gz":
                using (var packed = new MemoryStream())
                {
                    using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(File.ReadAllBytes(images));
                    File.WriteAllBytes(images + ".gz", packed.ToArray()[..^2000]);
                    File.Delete(images);
                }
                break;
            case "truncated":
                File.WriteAllBytes(images, File.ReadAllBytes(images)[..1000]);
                break;
            case "magic":
                File.WriteAllBytes(images, [0, 0, 0, 9, .. File.ReadAllBytes(images)[4..]]);
                break;
            case "counts":
                File.WriteAllBytes(labels, [.. File.ReadAllBytes(labels)[..7], 239, .. File.ReadAllBytes(labels)[8..^1]]);
                break;
            case "label":
                var bytes = File.ReadAllBytes(labels);
                bytes[8 + 7] = 10;
                File.WriteAllBytes(labels, bytes);
                break;
        }
        AssertRefused(Run("train", "--data", data, "--out", At("run"), "--force"), complaint);
        Assert.Equal(5, Directory.GetFiles(At("run")).Length);
        Assert.All(Directory.GetFiles(At("run")), file => Assert.Equal(Path.GetFileName(file), File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("bogus", "there is no command 'bogus'; nearest of ")]
    [InlineData("train --bogus", "there is no option '--bogus'; nearest of ")]
    [InlineData("train --epochs 0", "--epochs takes a whole number of at least 1, not '0'")]
    [InlineData("train --epochs 1.5", "--epochs takes a whole number of at least 1, not '1.5'")]
    [InlineData("train --batch many", "--batch takes a whole number of at least 1, not 'many'")]
    [InlineData("train --lr 0,1", "--learning-rate takes a number above 0, not '0,1'")]
    [InlineData("train --lr nan", "--learning-rate takes a number above 0, not 'nan'")]
    [InlineData("train --seed -1", "--seed takes a whole number from 0 on, not '-1'")]
    [InlineData("train --threads 0", "--threads takes a whole number of at least 1, not '0'")]
    [InlineData("train --model cnn", "--model does not know 'cnn'; nearest of ")]
    [InlineData("train --optimizer Adam", " are adam, ")]
    [InlineData("train --epochs", "Required argument missing for option: '--epochs'")]
    [InlineData("train --epochs 1 --epochs 2", "--epochs")]
    [InlineData("trian", "are train, ")]
    [InlineData("train --optimiser adam", "are --optimizer, ")]
    [InlineData("train mnist", "Unrecognized command or argument 'mnist' (see dl train --help)")]
    [InlineData("data fetsh", "there is no command 'fetsh'; known are fetch, describe (see dl data --help)")]
    [InlineData("data fetch minst", "there is no set 'minst' to fetch; known are mnist, fashion-mnist")]
    [InlineData("compare run", "at least two runs are compared, and only run is given; dl report and dl doctor look into one")]
    [InlineData("predict", "Required argument 'MODEL' missing for command: 'predict'")]
    public void UsageThatCannotBeRightEndsWithOneLine(string line, string complaint) => AssertRefused(Run(line.Split(' ')), complaint);

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
        AssertRefused(Run("doctor", At("data")), "there is no such file; dl train writes one");
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
    public void InputsThatCannotBeRightEndWithOneLine()
    {
        Assert.Equal(0, Train("--out", At("run")).Code);
        Refused("empty.csv", "", "empty.csv: is empty");
        Refused("ragged.csv", "1,2,3\n1,2\n", "ragged.csv: line 2: has 2 cells, but 3 are expected");
        Refused("nan.csv", "1,2,3\n1,NaN,3\n", "nan.csv: line 2, column 2: ");
        Refused("few.csv", "1,2,3\n", "few.csv: an example has 3 numbers, but the model takes 784, of shape [28, 28, 1]");
        Refused("strange.bin", "hello, world", "strange.bin: the magic number at byte 0");
        Npy.Write(At("nan.npy"), Tensor<float>.Full([2, 784], float.NaN));
        AssertRefused(Run("predict", At("run"), At("nan.npy")), "nan.npy: item 0, number 0 is NaN");
        AssertRefused(Run("predict", At("run"), At("none.npy")), "none.npy: there is no such file");
        AssertRefused(Run("predict", At("nowhere"), At("nan.npy")), "nowhere: there is no such file");
        AssertRefused(Run("predict", At("data"), At("nan.npy")), "model.safetensors: there is no such file");

        void Refused(string name, string content, string complaint)
        {
            File.WriteAllText(At(name), content);
            AssertRefused(Run("predict", At("run"), At(name)), complaint);
        }
    }

    [Fact]
    public void ACheckpointThatIsDamagedEndsWithOneLine()
    {
        Assert.Equal(0, Train("--out", At("run")).Code);
        var (whole, path) = (File.ReadAllBytes(At("run/model.safetensors")), At("damaged.safetensors"));
        var header = BitConverter.ToInt32(whole, 0);
        byte[][] damaged = [[], whole[..5], whole[..100], whole[..^1], [.. whole, 0], [.. BitConverter.GetBytes(long.MaxValue), .. whole[8..]], [.. whole[..9], (byte)'}', .. whole[10..]],
            .. Enumerable.Range(1, 20).Select(i => whole.Select((b, at) => at == 8 + i * (header / 21) ? (byte)(b ^ 0x15) : b).ToArray())];
        foreach (var bytes in damaged)
        {
            File.WriteAllBytes(path, bytes);
            var run = Run("predict", path, At("data/t10k-images-idx3-ubyte"));
            // A bit may be turned where it changes no meaning: in a blank, or in the text of a convention.
            if (run.Code != 0) AssertRefused(run, path);
        }
        Assert.All(damaged.Take(7), bytes =>
        {
            File.WriteAllBytes(path, bytes);
            AssertRefused(Run("predict", path, At("data/t10k-images-idx3-ubyte")), path);
        });
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
        AssertRefused(Start("train", "--data", "nowhere"), "nowhere: there is no such folder");

        Directory.CreateDirectory(At("run"));
        var run = Start("train", "--data", "data", "--epochs", "1", "--model", "linear");
        Assert.Equal(0, run.Code);
        Assert.Contains("run is taken: this run goes to run-2", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(At("run-2/report.html")));
        Assert.Empty(Directory.GetFiles(At("run")));
    }

    (int Code, string Output, string Error) Train(params string[] more) => Run(["train", "--data", At("data"), "--epochs", "2", "--batch", "16", "--model", "mlp-plain", .. more]);

    static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = Program.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    (int Code, string Output, string Error) Start(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "dl.dll"), .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    static void AssertRefused((int Code, string Output, string Error) run, string complaint)
    {
        Assert.Equal((Program.Wrong, ""), (run.Code, run.Output));
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.StartsWith("dl: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    string At(string name) => Path.Combine(folder, name);

    sealed class StopAfter(string text, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.StartsWith(text, StringComparison.Ordinal)) stop.Cancel();
        }
    }
}
