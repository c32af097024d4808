using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl summary</c>: layers, shapes, parameters, multiply-adds and memory of a model.</summary>
static class SummaryCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var model = new Argument<string>("MODEL") { Description = "A run's folder, its model.safetensors, or a network by name: dl models lists them" };
        var input = Options.Text("--input", "SHAPE", "The shape of an example for a network by name, as 28x28x1 [default: that of dl models]");
        var classes = Options.Number<int>(["--classes"], "The number of outputs for a network by name [default: that of dl models]", "a whole number of at least 1", n => n >= 1);
        var json = Options.Flag("--json", "A line of JSON");
        var command = new Command("summary", "Show the layers of a model: shapes, parameters, multiply-adds, memory.") { model, input, classes, json };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(model)!;
            var preset = Directory.Exists(name) || File.Exists(name) ? null
                : ModelPreset.All.FirstOrDefault(one => one.Name == name) ?? throw new DlException($"{name}: there is no such file, and no network of that name; {NearNames.Of(name, ModelPreset.All.Select(one => one.Name))}");
            if (preset is null) Options.Refuse(parsed, "is for a network by name; a run has its own", input, classes);
            var loaded = preset is null
                ? RunFolder.LoadModel(name)
                : Blank(preset, parsed.GetValue(input) is { } shape ? Parsed(shape) : preset.Example, parsed.GetValue(classes) ?? preset.Classes);
            if (parsed.GetValue(json)) shell.Output.WriteLine(Json(loaded).ToJsonString());
            else shell.Output.Write(loaded.Summary());
            return Program.Done;
        });
        return Help.WithExamples(command, "dl summary run", "dl summary resnet50", "dl summary mlp --input 28x28x1 --classes 10");
    }

    static Model Blank(ModelPreset preset, Shape example, int classes) => Model.Blank(preset.Net(example, classes), example);

    static Shape Parsed(string text)
    {
        var axes = text.Split('x').Select(part => int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var axis) && axis > 0 ? axis : 0).ToArray();
        return axes.All(axis => axis > 0) ? Shape.Of(axes) : throw new DlException($"--input takes a shape as 28x28x1, not '{text}'");
    }

    static JsonObject Json(Model model) => new()
    {
        ["input"] = Axes(model.Example),
        ["output"] = Axes(model.Output),
        ["parameters"] = model.ParameterCount,
        ["multiply_adds"] = model.Footprint.MultiplyAdds,
        ["outputs"] = model.Footprint.Outputs,
        ["layers"] = new JsonArray([.. model.Layers.Select(layer => (JsonNode?)new JsonObject { ["name"] = layer.Name, ["output"] = Axes(layer.Output), ["parameters"] = layer.Parameters, ["multiply_adds"] = layer.MultiplyAdds })]),
    };

    static JsonArray Axes(Shape shape) => [.. shape.Select(axis => (JsonNode?)axis)];
}
