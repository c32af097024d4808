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
        var listing = new Listing<OptimizerPreset>("optimizer", Presets.Optimizers, OptimizerPreset.Like, Node);
        var defaults = Options.Flag("--defaults", "What their rules have in force, beside PyTorch, Keras and Optax");
        var command = listing.Create("optimizers", "List the optimizers, one line each.", defaults);
        command.SetAction(parsed => parsed.GetValue(defaults)
            ? Defaults(shell, listing.Wanted(parsed), listing.IsJson(parsed))
            : listing.Print(shell, parsed, one => string.Create(CultureInfo.InvariantCulture, $"{one.Name,-17} {one.Rate,-7} {one.Line}")));
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
        if (chosen.Count == 0) throw new DlException($"no rule that declares defaults is called '{pattern}'; {NearNames.Of(pattern ?? "", all.Select(one => one.Thing))}");
        shell.Output.WriteLine(json ? ConventionList.Json(chosen).ToJsonString() : ConventionTable.Markdown(chosen));
        return Program.Done;
    }

    static JsonObject Node(OptimizerPreset preset) => new JsonObject
    {
        ["name"] = preset.Name,
        ["line"] = preset.Line,
        ["rate"] = preset.Rate,
        ["links"] = JsonNode.Parse(OptimizerJson.Write(preset.Of(preset.Rate))),
    };
}
