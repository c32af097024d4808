using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;
using Dl.Properties;

namespace Dl.Cli;

/// <summary><c>dl check --conventions</c>: the conventions that things declare, beside those of other libraries.</summary>
static class ConventionList
{
    /// <summary>Prints those of the things whose name contains a text, or all.</summary>
    public static int Print(Shell shell, string? only, bool json)
    {
        var all = Catalogue.Conventions();
        var chosen = all.Where(one => only is null || one.Thing.Contains(only, StringComparison.OrdinalIgnoreCase)).ToMany();
        if (chosen.Count == 0) throw new DlException($"--only {only}: nothing called so declares a convention; {NearNames.Of(only ?? "", all.Select(one => one.Thing))}");
        shell.Output.WriteLine(json ? Json(chosen).ToJsonString() : ConventionTable.Markdown(chosen));
        return Program.Done;
    }

    /// <summary>Conventions as JSON.</summary>
    public static JsonArray Json(Many<Declared> conventions) => [.. conventions.Select(Node)];

    static JsonObject Node(Declared declared) => new()
    {
        ["thing"] = declared.Thing,
        ["what"] = declared.Convention.Name,
        ["dl"] = declared.Convention.Here,
        ["pytorch"] = declared.Convention.PyTorch,
        ["keras"] = declared.Convention.Keras,
        ["optax"] = declared.Convention.Optax,
    };
}
