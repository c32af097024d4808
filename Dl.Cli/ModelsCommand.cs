using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl models</c>: all networks by name, one line each, with the number of their parameters and how <c>dl train</c> trains them.</summary>
static class ModelsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var listing = new Listing<ModelPreset>("model", ModelPreset.All.Map(preset => preset.Name), ModelPreset.Like, Node);
        var recipes = Options.Flag("--recipes", "How dl train trains each when nothing else is asked for, and what that was measured to give");
        var command = listing.Create("models", "List the networks, one line each: parameters, for examples of this shape.", recipes);
        command.SetAction(parsed => listing.Print(shell, parsed, parsed.GetValue(recipes) ? Recipe : Line));
        return Help.WithExamples(command,
            "dl models",
            "dl models 'resnet*' --recipes",
            "dl models lenet5 --json");
    }

    static string Line(ModelPreset one) => string.Create(CultureInfo.InvariantCulture,
        $"{one.Name,-16} {one.Parameters,11:#,0}  {string.Join(" x ", one.Example),-13}  {one.Line}");

    static string Recipe(ModelPreset one) => string.Create(CultureInfo.InvariantCulture,
        $"{one.Name,-16} {one.Recipe}{(one.IsClassifier ? "" : $"; learns {one.Aim}")}{(one.Measured.Length > 0 ? $": {one.Measured}" : "")}");

    static JsonObject Node(ModelPreset one) => new JsonObject
    {
        ["name"] = one.Name,
        ["line"] = one.Line,
        ["parameters"] = one.Parameters,
        ["example"] = new JsonArray([.. one.Example.Select(axis => (JsonNode?)axis)]),
        ["outputs"] = one.Classes,
        ["classifier"] = one.IsClassifier,
        ["learns"] = one.Aim.ToString(),
        ["optimizer"] = one.Recipe.Optimizer,
        ["rate"] = one.Recipe.RateOf(one.Recipe.Optimizer),
        ["final_rate"] = one.Recipe.FinalRate,
        ["epochs"] = one.Recipe.Epochs,
        ["batch"] = one.Recipe.Batch,
        ["fall"] = TrainSettings.Word(one.Recipe.Fall),
        ["warm_up"] = one.Recipe.WarmUp,
        ["decay"] = one.Recipe.Decay,
        ["smoothing"] = one.Recipe.Smoothing,
        ["augment"] = one.Recipe.Augment?.ToString(),
        ["measured"] = one.Measured,
    };
}
