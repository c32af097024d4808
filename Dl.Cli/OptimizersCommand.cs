using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties;

namespace Dl.Cli;

/// <summary><c>dl optimizers</c>: all optimizers by name, one line each; or their defaults beside those of other libraries.</summary>
static class OptimizersCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var pattern = new Argument<string?>("PATTERN") { Arity = ArgumentArity.ZeroOrOne, Description = "Only names that contain this; * stands for anything" };
        var defaults = Options.Flag("--defaults", "What their rules have in force, beside PyTorch, Keras and Optax");
        var json = Options.Flag("--json", "One line of JSON, and nothing else");
        var command = new Command("optimizers", "List the optimizers, one line each.") { pattern, defaults, json };
        command.SetAction(parsed =>
        {
            var (wanted, asJson) = (parsed.GetValue(pattern), parsed.GetValue(json));
            if (parsed.GetValue(defaults)) return Defaults(shell, wanted, asJson);
            var chosen = OptimizerPreset.Like(wanted);
            if (chosen.Count == 0) throw new DlException($"no optimizer's name fits '{wanted}'; there are {string.Join(", ", Presets.Optimizers)}");
            if (asJson) shell.Output.WriteLine(new JsonArray([.. chosen.Select(Node)]).ToJsonString());
            else foreach (var one in chosen) shell.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Name,-17} {one.Rate,-7} {one.Line}"));
            return Program.Done;
        });
        return Help.WithExamples(command,
            "dl optimizers                  all, with the learning rate that dl train takes",
            "dl optimizers 'ada*'",
            "dl optimizers adam --json      the links and all their settings",
            "dl optimizers --defaults       rules, rates and epsilons against other libraries");
    }

    static int Defaults(Shell shell, string? pattern, bool json)
    {
        var rules = Catalogue.Types(typeof(ILink).Assembly, typeof(ILink)).Select(type => type.Name).ToHashSet();
        var all = Catalogue.Conventions().Where(one => rules.Contains(one.Thing)).ToMany();
        var chosen = all.Where(one => pattern is null || one.Thing.Contains(pattern.Replace("*", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)).ToMany();
        if (chosen.Count == 0) throw new DlException($"no rule's name fits '{pattern}'; these declare defaults: {string.Join(", ", all.Select(one => one.Thing).Distinct())}");
        shell.Output.WriteLine(json ? ConventionList.Json(chosen).ToJsonString() : ConventionTable.Markdown(chosen));
        return Program.Done;
    }

    static JsonNode? Node(OptimizerPreset preset) => new JsonObject
    {
        ["name"] = preset.Name,
        ["line"] = preset.Line,
        ["rate"] = preset.Rate,
        ["links"] = JsonNode.Parse(OptimizerJson.Write(preset.Of(preset.Rate))),
    };
}
