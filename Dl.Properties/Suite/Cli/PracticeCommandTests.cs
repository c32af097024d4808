using System.IO;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;
using Dl.Properties.Suite.Packages;

namespace Dl.Properties.Suite.Cli;

/// <summary>What is done with a run: its report again, runs beside each other, its layers, files for others, a search.</summary>
public sealed class PracticeCommandTests : IDisposable
{
    readonly Scratch scratch = new();

    public PracticeCommandTests() => Idx.WriteFolder(scratch.At("data"), Glyphs.Make(Key.Of(1), 240), Glyphs.Make(Key.Of(2), 50));

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void AReportIsWrittenAgainFromTheFolderOfItsRun()
    {
        Train("run");
        var (page, again) = (scratch.At("run/report.html"), scratch.At("again.html"));
        var text = File.ReadAllText(page);
        foreach (var title in new[] { "What the doctor says", "Gradients and parameters over the epochs", "Activations over the epochs", "Activations at the beginning and at the end", "Gradients", "Weights", "Activations", "What the first layer looks for", "Network", "Worst mistakes", "Settings and conventions in force", "Do it again" })
            Assert.Contains($"<h2>{title}", text, StringComparison.Ordinal);
        Assert.Equal(0, Dl("report", scratch.At("run"), "--out", again).Code);
        Assert.Equal(text, File.ReadAllText(again));
        Directory.Delete(scratch.At("data"), recursive: true);
        var without = Dl("report", scratch.At("run"), "--out", again);
        Assert.Equal((0, true), (without.Code, without.Error.StartsWith("without what the test examples show: ", StringComparison.Ordinal)));
        Assert.DoesNotContain("Worst mistakes</h2>", File.ReadAllText(again), StringComparison.Ordinal);
        Assert.Contains("Learning curves", File.ReadAllText(again), StringComparison.Ordinal);
        Refused($"{scratch.At("nowhere")}: there is no such folder", "report", scratch.At("nowhere"));
        File.WriteAllText(scratch.At("run/run.json"), "{}");
        Refused("run.json", "report", scratch.At("run"));
    }

    [Fact]
    public void RunsAreCompared()
    {
        Train("a");
        Train("b", "--lr", "0.01");
        var compared = Dl("compare", scratch.At("a"), scratch.At("b"), "--out", scratch.At("compare.html"));
        Assert.Equal(0, compared.Code);
        Assert.Contains("optimizer: rate", compared.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("batch size", compared.Output, StringComparison.Ordinal);
        Assert.Contains("test_accuracy", compared.Output, StringComparison.Ordinal);
        var page = File.ReadAllText(scratch.At("compare.html"));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        foreach (var title in new[] { "Learning rate", "Gradient of the first weights against the last", "How far an epoch moves the parameters", "<td>doctor</td>" }) Assert.Contains(title, page, StringComparison.Ordinal);
        XDocument.Parse(page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)]);
        var json = JsonNode.Parse(Dl("compare", scratch.At("a"), scratch.At("b"), "--json").Output)!;
        Assert.Equal([0.002, 0.01], json["settings"]!["optimizer: rate"]!.AsArray().Select(value => (double)value!));
        Assert.Equal(Described("a", "test_loss"), (double)json["results"]!["test_loss"]![0]!);
        Assert.Equal("Completed", (string)json["results"]!["outcome"]![1]!);
        Refused("there is no such file", "compare", scratch.At("a"), scratch.At("c"));
    }

    [Fact]
    public void ASummaryShowsShapesCountsAndMemory()
    {
        var named = Dl("summary", "linear", "--input", "4x3x2", "--classes", "5");
        Assert.Equal(0, named.Code);
        Assert.Contains("120", named.Output, StringComparison.Ordinal);
        Assert.Contains("Memory: parameters 500 B", named.Output, StringComparison.Ordinal);
        Train("run");
        var json = JsonNode.Parse(Dl("summary", scratch.At("run"), "--json").Output)!;
        Assert.Equal((long)JsonNode.Parse(File.ReadAllText(scratch.At("run/run.json")))!["results"]!["parameters"]!, (long)json["parameters"]!);
        Refused("--input takes a shape as 28x28x1, not '4x'", "summary", "linear", "--input", "4x");
    }

    [Fact]
    public void ModelsGoToOthersAndComeFromThem()
    {
        Train("run");
        var onnx = scratch.At("model.onnx");
        Assert.Equal(0, Dl("export", scratch.At("run"), "--onnx", onnx).Code);
        Assert.True(new FileInfo(onnx).Length > 100_000);
        Refused("is there already", "export", scratch.At("run"), "--onnx", onnx);
        Assert.Equal(0, Dl("export", scratch.At("run"), "--onnx", onnx, "--force").Code);
        // Weights as PyTorch has them: those of each dense layer (out, in).
        var model = Checkpoint.Load(scratch.At("run/model.safetensors"));
        SafeTensors.Write(scratch.At("net.safetensors"), [.. Functional.Tree.Leaves(model.Params).Select(SafeTensor (leaf) => SafeTensor.Of($"net.{leaf.Path}",
            leaf.Value.Shape.Rank == 2 ? Functional.Ops.Transpose<float>(leaf.Value.Value).Value().Value : leaf.Value.Value))]);
        var imported = Dl("import", scratch.At("net.safetensors"), "--into", scratch.At("run"), "--out", scratch.At("imported.safetensors"));
        Assert.True(imported.Code == 0, imported.Error);
        Assert.Contains("net.1 to 1:dense: weight transposed", imported.Output, StringComparison.Ordinal);
        Assert.Equal(Functional.Tree.Leaves(model.Params).Select(leaf => leaf.Value.Value), Functional.Tree.Leaves(Checkpoint.Load(scratch.At("imported.safetensors")).Params).Select(leaf => leaf.Value.Value));
        Refused("instead of [256, 784]", "import", scratch.At("run/model.safetensors"), "--into", scratch.At("run"), "--out", scratch.At("other.safetensors"));
    }

    [Fact]
    public void ASearchLeavesALeaderboardAndAPicture()
    {
        scratch.Write("space.json", """{"method":"grid","space":{"rate":[0.001,0.01],"model":["linear","mlp-plain"],"epochs":1,"batch":32}}""");
        var first = Dl("search", scratch.At("space.json"), "--data", scratch.At("data"), "--out", scratch.At("search"));
        Assert.True(first.Code == 0, first.Error);
        Assert.Equal(5, File.ReadAllLines(scratch.At("search/leaderboard.csv")).Length);
        XDocument.Parse(File.ReadAllText(scratch.At("search/parallel.svg")));
        Assert.Equal(4, Directory.GetFiles(scratch.At("search/trials")).Length);
        Assert.Contains("multiply-adds", first.Output, StringComparison.Ordinal);
        var again = Dl("search", scratch.At("space.json"), "--data", scratch.At("data"), "--out", scratch.At("search"), "--json");
        Assert.DoesNotContain(", seed ", again.Error, StringComparison.Ordinal);
        Assert.Equal(4, again.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["score"]).Count());
        var page = File.ReadAllText(scratch.At("search/search.html"));
        XDocument.Parse(page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)]);
        Refused("holds a search on other data", "search", scratch.At("space.json"), "--out", scratch.At("search"));
        scratch.Write("bad.json", """{"space":{"rate":{"from":1}}}""");
        Refused($"{scratch.At("bad.json")}: $.space.rate has no \"to\"", "search", scratch.At("bad.json"));
    }

    /// <summary>The winner is a run like any other: trained on all examples, tested, used; and not trained again where nothing changed.</summary>
    [Fact]
    public void ASearchLeavesItsBestPointTrained()
    {
        scratch.Write("space.json", """{"space":{"rate":[0.001,0.01],"units":8,"epochs":2,"batch":16}}""");
        string[] search = ["search", scratch.At("space.json"), "--data", scratch.At("data"), "--out", scratch.At("search"), "--json"];
        var first = Dl(search);
        Assert.True(first.Code == 0, first.Error);
        var best = JsonNode.Parse(first.Output.Split('\n')[0])!;
        var run = JsonNode.Parse(File.ReadAllText(scratch.At("search/best/run.json")))!;
        Assert.Equal((double)best["score"]!, (double)run["results"]!["validation_loss"]!);
        Assert.Equal((double)best["point"]!["rate"]!, (double)run["search"]!["rate"]!);
        Assert.Contains("the best point is trained in ", first.Error, StringComparison.Ordinal);
        Assert.Equal(0, Dl("predict", scratch.At("search/best"), scratch.At("data/t10k-images-idx3-ubyte.gz")).Code);
        Assert.Equal(0, Dl("report", scratch.At("search/best")).Code);
        var again = Dl(search);
        Assert.Equal((0, first.Output), (again.Code, again.Output));
        Assert.DoesNotContain("epoch 1/2", again.Error, StringComparison.Ordinal);
        // Fewer examples for the trials leave all to the winner.
        Assert.Equal(0, Dl([.. search[..^2], scratch.At("few"), "--examples", "40"]).Code);
        Assert.Equal((int)run["data"]!["training_examples"]!, (int)JsonNode.Parse(File.ReadAllText(scratch.At("few/best/run.json")))!["data"]!["training_examples"]!);
        scratch.Write("bad.json", """{"space":{"rate":1e38,"optimizer":"sgd","epochs":1}}""");
        var failed = Dl("search", scratch.At("bad.json"), "--data", scratch.At("data"), "--out", scratch.At("bad"));
        Assert.Equal((Program.Failed, false), (failed.Code, Directory.Exists(scratch.At("bad/best"))));
        Assert.EndsWith("dl: no point has a score\n", failed.Error, StringComparison.Ordinal);
    }

    static readonly string[] Alike = ["said/best", "plain/best", "run"];

    /// <summary>What is said of preprocessing means the same on the command line, in a space, and in training.</summary>
    [Theory]
    [InlineData("standardise")]
    [InlineData("standardise:channel")]
    public void PreprocessingMeansTheSameEverywhere(string how)
    {
        scratch.Write("said.json", $"{{\"space\":{{\"input\":\"{how}\",\"model\":\"linear\",\"epochs\":1}}}}");
        scratch.Write("plain.json", """{"space":{"model":"linear","epochs":1}}""");
        Assert.Equal(0, Dl("search", scratch.At("said.json"), "--data", scratch.At("data"), "--out", scratch.At("said")).Code);
        Assert.Equal(0, Dl("search", scratch.At("plain.json"), "--data", scratch.At("data"), "--preprocess", how, "--out", scratch.At("plain")).Code);
        Assert.Equal(0, Dl("train", "--data", scratch.At("data"), "--preprocess", how, "--model", "linear", "--epochs", "1", "--out", scratch.At("run")).Code);
        Assert.Single(Alike.Select(folder => Convert.ToHexString(File.ReadAllBytes(scratch.At($"{folder}/model.safetensors")))).Distinct());
    }

    /// <summary>A search takes its data as training does; augmentation is one of its hyperparameters, and is not said twice.</summary>
    [Fact]
    public void ASearchAugmentsAndReadsTables()
    {
        scratch.Write("space.json", """{"method":"grid","space":{"augment":["none","shift(0.1)","rotate(15), cutout(4)"],"model":["linear"],"epochs":1,"batch":32}}""");
        var first = Dl("search", scratch.At("space.json"), "--data", scratch.At("data"), "--out", scratch.At("search"), "--json");
        Assert.True(first.Code == 0, first.Error);
        var scores = first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToDictionary(one => (string)one["point"]!["augment"]!, one => (double)one["score"]!);
        Assert.Equal(3, scores.Values.Distinct().Count());
        // A point that says nothing takes what the command line says.
        scratch.Write("plain.json", """{"method":"grid","space":{"model":["linear"],"epochs":1,"batch":32}}""");
        var second = Dl("search", scratch.At("plain.json"), "--data", scratch.At("data"), "--augment", "shift(0.1)", "--out", scratch.At("other"), "--json");
        Assert.Equal(scores["shift(0.1)"], (double)JsonNode.Parse(second.Output)!["score"]!);
        Refused("$.space.augment says what --augment says too", "search", scratch.At("space.json"), "--data", scratch.At("data"), "--augment", "hflip", "--out", scratch.At("x"));
        scratch.Write("crop.json", """{"space":{"augment":["crop(24, 24)"],"epochs":1}}""");
        Refused("crop.json: $.space.augment: crop(24, 24, 0, 0) makes [24, 24, 1] of examples that are [28, 28, 1]", "search", scratch.At("crop.json"), "--data", scratch.At("data"), "--out", scratch.At("x"));
        Refused("--augment: crop(24, 24, 0, 0) makes [24, 24, 1] of examples that are [28, 28, 1], but those to choose by are [28, 28, 1]", "search", scratch.At("plain.json"), "--data", scratch.At("data"), "--augment", "crop(24, 24)", "--out", scratch.At("x"));
        scratch.Write("turn.json", """{"space":{"augment":["turn"],"epochs":1}}""");
        Refused("$.space.augment: there is no augmentation 'turn'", "search", scratch.At("turn.json"), "--out", scratch.At("x"));
        var key = Key.Of(4);
        scratch.Write("line.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{key.Normal(i)},{500 + 100 * key.Normal(i)}\n"))));
        Refused("--augment: an image is (height, width, channels), not [1]", "search", scratch.At("plain.json"), "--data", scratch.At("line.csv"), "--augment", "noise(0.1)", "--out", scratch.At("x"));
        Assert.False(Directory.Exists(scratch.At("x")));
        scratch.Write("values.json", """{"method":"grid","space":{"rate":[0.05],"layers":0,"units":1,"epochs":30,"batch":16,"patience":[0,3]}}""");
        var values = Dl("search", scratch.At("values.json"), "--data", scratch.At("line.csv"), "--out", scratch.At("values"), "--json");
        Assert.True(values.Code == 0, values.Error);
        Assert.InRange((double)JsonNode.Parse(values.Output.Split('\n')[0])!["score"]!, 0, 0.05);
    }

    void Train(string folder, params string[] more)
    {
        var run = Dl(["train", "--data", scratch.At("data"), "--model", "mlp-plain", "--epochs", "2", "--batch", "16", "--out", scratch.At(folder), .. more]);
        Assert.True(run.Code == 0, run.Error);
    }

    double Described(string run, string result) => (double)JsonNode.Parse(File.ReadAllText(scratch.At($"{run}/run.json")))!["results"]![result]!;

    static void Refused(string complaint, params string[] arguments)
    {
        var run = Dl(arguments);
        Assert.Equal(2, run.Code);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
    }

    static (int Code, string Output, string Error) Dl(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = Program.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
