using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl predict</c>: what a trained model says about new examples, a line an item.</summary>
static class PredictCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var model = new Argument<string>("MODEL") { Description = "A run's folder, or its model.safetensors" };
        var input = new Argument<string>("INPUT") { Description = "IDX images, a picture (.png, .pgm, .ppm), .csv or .npy, each of which may be packed as .gz; or .npz" };
        var top = Options.Number<int>(["--top"], "How many classes a line names", "a whole number of at least 1", n => n >= 1, 1);
        var most = DataDescribeCommand.MaxBytes();
        var json = Options.Flag("--json", "A line of JSON an item");
        var command = new Command("predict", "Say what new examples are.") { model, input, top, most, json };
        command.SetAction(parsed =>
        {
            var loaded = Load(parsed.GetValue(model)!);
            var path = parsed.GetValue(input)!;
            var inputs = Fitted(Read(path, loaded, parsed.GetValue(most)!.Value), loaded, path);
            foreach (var line in loaded.Classes.Count == 0
                ? Values(loaded.Predict(inputs), parsed.GetValue(json))
                : Classes(loaded.Probabilities(inputs), loaded.Classes, Math.Min(parsed.GetValue(top)!.Value, loaded.Classes.Count), parsed.GetValue(json)))
                shell.Output.WriteLine(line);
            return Program.Done;
        });
        return Help.WithExamples(command,
            "dl predict run mnist/t10k-images-idx3-ubyte.gz",
            "dl predict run/model.safetensors digits.csv --top 3",
            "dl predict run images.npy --json");
    }

    static Model Load(string path) => Checkpoint.Load(Directory.Exists(path) ? Path.Combine(path, RunFolder.Model) : path);

    static Tensor<float> Read(string path, Model model, long maxBytes)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".npy" => Npy.Read<float>(path, maxBytes),
            ".npz" => Only(path, maxBytes),
            ".png" or ".pgm" or ".ppm" or ".pnm" => Pictures.Read(path, maxBytes).ToTensor(),
            ".csv" or ".tsv" or ".txt" when model.Table is { } table => table.Encode(Csv.ReadRecords(path, new() { MaxBytes = maxBytes })),
            ".csv" or ".tsv" or ".txt" => Csv.Read(path, new() { MaxBytes = maxBytes }).Values,
            _ => Idx.ReadImages(path, maxBytes),
        };
    }

    static Tensor<float> Only(string path, long maxBytes) => Npz.Names(path) is [var name]
        ? Npz.Read<float>(path, name, maxBytes)
        : throw new DlException($"{path}: has the arrays {string.Join(", ", Npz.Names(path))}, and one is expected; save the inputs alone");

    // Rows of as many numbers as an example has take its shape: a table of pixels is a list of images.
    static Tensor<float> Fitted(Tensor<float> read, Model model, string path)
    {
        if (read.Shape.Rank == 0 || read.Shape.Size == 0) throw new DlException($"{path}: shape {read.Shape} holds no examples");
        if (read.Shape.Example.Size != model.Example.Size)
            throw new DlException(TrainRun.Invariant($"{path}: an example has {read.Shape.Example.Size} numbers, but the model takes {model.Example.Size}, of shape {model.Example}"));
        for (var i = 0; i < read.Shape.Size; i++)
            if (!float.IsFinite(read[i]))
                throw new DlException(TrainRun.Invariant($"{path}: item {i / model.Example.Size}, number {i % model.Example.Size} is {read[i]}, not a finite number"));
        return read.Reshape(model.Example.Batch(read.Shape[0]));
    }

    static IEnumerable<string> Classes(Tensor<float> shares, Many<string> classes, int top, bool json) => Enumerable.Range(0, shares.Shape[0]).Select(item =>
    {
        var best = Enumerable.Range(0, classes.Count)
            .Select(c => (Name: classes[c], Share: shares[item * shares.Shape.Last + c]))
            .OrderByDescending(one => one.Share).Take(top).ToArray();
        return json
            ? new JsonObject
            {
                ["item"] = item,
                ["class"] = best[0].Name,
                ["probability"] = best[0].Share,
                ["top"] = new JsonArray([.. best.Select(one => (JsonNode?)new JsonObject { ["class"] = one.Name, ["probability"] = one.Share })]),
            }.ToJsonString()
            : TrainRun.Invariant($"{item}: {string.Join(", ", best.Select(one => TrainRun.Invariant($"{one.Name} {100 * one.Share:F2} %")))}");
    });

    static IEnumerable<string> Values(Tensor<float> outputs, bool json) => Enumerable.Range(0, outputs.Shape[0]).Select(item =>
    {
        var width = outputs.Shape.Example.Size;
        var row = Enumerable.Range(item * width, width).Select(i => outputs[i]);
        return json
            ? new JsonObject { ["item"] = item, ["values"] = new JsonArray([.. row.Select(value => (JsonNode?)value)]) }.ToJsonString()
            : TrainRun.Invariant($"{item}: {string.Join(", ", row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}");
    });
}
