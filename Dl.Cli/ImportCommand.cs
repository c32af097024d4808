using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl import</c>: the weights of a PyTorch network in a model of the same layers.</summary>
static class ImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var state = new Argument<string>("STATE") { Description = "A state dict, saved as .safetensors or with numpy.savez as .npz" };
        var into = Options.Text("--into", "MODEL", "A model of the same layers: a run's folder, or its model.safetensors; it stays as it was");
        var output = Options.Text("--out", "FILE", "The model.safetensors to write");
        var names = Options.Text("--names", "FILE", "JSON that gives for each module the path of its layer, where modules are alike: {\"conv1\": \"0:conv2d\"}");
        var force = Options.Flag("--force", "Overwrite --out");
        (into.Required, output.Required) = (true, true);
        var command = new Command("import", "Take over the weights of a PyTorch network.") { state, into, output, names, force };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(output)!;
            if (path.Length == 0 || Directory.Exists(path)) throw new DlException($"--out takes the name of a file, not '{path}'");
            if (File.Exists(path) && !parsed.GetValue(force)) throw new DlException($"{path}: is there already; choose another --out, or overwrite it with --force");
            var imported = TorchState.Import(RunFolder.LoadModel(parsed.GetValue(into)!), parsed.GetValue(state)!, parsed.GetValue(names) is { } file ? Names(file) : null);
            Checkpoint.Save(path, imported.Model);
            foreach (var pair in imported.Pairs) shell.Output.WriteLine($"{(pair.Module.Length == 0 ? "the network" : pair.Module)} to {pair.Layer}: {pair.Conversion}");
            if (imported.Pairs.Any(pair => !pair.IsSure)) shell.Error.WriteLine("some modules are alike and were taken in order: look at the lines above, and give --names where they are wrong");
            return Program.Done;
        });
        return Help.WithExamples(command,
            "dl import net.safetensors --into run --out imported.safetensors",
            "dl import net.npz --into run --out imported.safetensors --names names.json",
            "# in Python: numpy.savez(\"net.npz\", **{name: value.numpy() for name, value in net.state_dict().items()})");
    }

    static Many<(string, string)> Names(string path)
    {
        if (!File.Exists(path)) throw new DlException($"{path}: there is no such file");
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject names
                ? [.. names.Select(name => name.Value is JsonValue value && value.TryGetValue<string>(out var layer) ? (name.Key, layer) : throw new DlException($"{path}: $.{name.Key} is the path of a layer, a text"))]
                : throw new DlException($"{path}: names are a JSON object, module by module");
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or ArgumentException)
        {
            throw new DlException($"{path}: is not JSON: {error.Message.ReplaceLineEndings(" ")}");
        }
    }
}
