using System.CommandLine;
using System.IO;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl export</c>: a trained model for programs of others.</summary>
static class ExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var model = new Argument<string>("MODEL") { Description = "A run's folder, or its model.safetensors" };
        var onnx = Options.Text("--onnx", "FILE", "Write an ONNX file: images as they are measured, channels last, a free batch axis, use only");
        onnx.Required = true;
        var force = Options.Flag("--force", "Overwrite FILE");
        var command = new Command("export", "Write a trained model as a file of another format.") { model, onnx, force };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(onnx)!;
            if (path.Length == 0) throw new DlException("--onnx takes the name of a file");
            if (Directory.Exists(path)) throw new DlException($"{path}: is a folder, not a file");
            if (File.Exists(path) && !parsed.GetValue(force)) throw new DlException($"{path}: is there already; choose another --onnx, or overwrite it with --force");
            var loaded = RunFolder.LoadModel(parsed.GetValue(model)!);
            loaded.ExportOnnx(path);
            shell.Output.WriteLine(TrainRun.Invariant($"{path}: {loaded.ParameterCount:#,0} parameters, input {Batch(loaded.Example)}, output {Batch(loaded.Output)}, {new FileInfo(path).Length:#,0} bytes"));
            return Program.Done;
        });
        return Help.WithExamples(command, "dl export run --onnx model.onnx");
    }

    static string Batch(Shape example) => $"[batch{string.Concat(example.Select(axis => TrainRun.Invariant($", {axis}")))}]";
}
