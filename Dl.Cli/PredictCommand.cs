using System.CommandLine;
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
        var input = new Argument<string[]>("INPUT") { Description = "IDX images, a picture (.png, .pgm, .ppm), .csv or .npy, each of which may be packed as .gz; .npz; a folder of pictures; or several of them, whose items are counted through", Arity = ArgumentArity.OneOrMore };
        var top = Options.Number<int>(["--top"], "How many classes a line names", "a whole number of at least 1", n => n >= 1, 1);
        var most = DataDescribeCommand.MaxBytes();
        var pictures = Options.Text("--pictures", "DIR", "Write each answer as a PNG, 0.png, 1.png, ...: of networks that answer with a picture, or with a class for each pixel");
        var json = Options.Flag("--json", "A line of JSON an item");
        var command = new Command("predict", "Say what new examples are.") { model, input, top, pictures, most, json };
        command.SetAction(parsed =>
        {
            var loaded = RunFolder.LoadModel(parsed.GetValue(model)!);
            var asked = parsed.GetValue(input)!;
            var files = asked.SelectMany(Files).ToArray();
            var read = files.Select(path => Fitted(Read(path, loaded, parsed.GetValue(most)!.Value), loaded, path)).ToArray();
            var outputs = loaded.Predict(Joined(read));
            if (parsed.GetValue(pictures) is { } folder) Answers.Paint(loaded, outputs, folder);
            var (lines, isJson) = (Answers.Lines(loaded, outputs, parsed.GetValue(top)!.Value, parsed.GetValue(json)), parsed.GetValue(json));
            var named = asked is [var only] && files is [var one] && one == only ? lines
                : files.Zip(read).SelectMany(pair => Enumerable.Repeat(pair.First, pair.Second.Shape[0])).Zip(lines, (file, line) => OfFile(file, line, isJson));
            foreach (var line in named) shell.Output.WriteLine(line);
            return Program.Done;
        });
        return Help.WithExamples(command,
            "dl predict run mnist/t10k-images-idx3-ubyte.gz",
            "dl predict run/model.safetensors digits.csv --top 3",
            "dl predict run images.npy --json",
            "dl predict run picture.png --pictures answers",
            "dl predict run scans other.png     the pictures of the folder scans, and one more");
    }

    static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path)) return [path];
        var files = Directory.EnumerateFiles(path).Where(IsPicture).Order(StringComparer.Ordinal).ToArray();
        return files.Length > 0 ? files : throw new DlException($"{path}: is a folder without pictures (.png, .pgm, .ppm); name the files");
    }

    static bool IsPicture(string path) => Path.GetExtension(path).ToLowerInvariant() is ".png" or ".pgm" or ".ppm" or ".pnm";

    static Tensor<float> Joined(Tensor<float>[] parts) => parts is [var one] ? one : Tensor<float>.Build(parts[0].Shape.Example.Batch(parts.Sum(part => part.Shape[0])), parts, static (into, all) =>
    {
        var at = 0;
        foreach (var part in all)
        {
            part.Span.CopyTo(into[at..]);
            at += part.Shape.Size;
        }
    });

    static string OfFile(string file, string line, bool json)
    {
        if (!json) return $"{file} {line}";
        var fields = JsonNode.Parse(line)!.AsObject();
        fields.Insert(0, "file", file);
        return fields.ToJsonString();
    }

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
}
