using System.CommandLine;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary>A command that lists what has names: those that fit a pattern, a line each, or all in one line of JSON.</summary>
/// <param name="Kind">What is listed, for the message where nothing fits: <c>model</c>.</param>
/// <param name="Names">All names there are.</param>
/// <param name="Like">The things whose name fits a pattern; null for all.</param>
/// <param name="Node">A thing as JSON.</param>
sealed record Listing<A>(string Kind, Many<string> Names, Func<string?, Many<A>> Like, Func<A, JsonObject> Node)
{
    readonly Argument<string?> pattern = new("PATTERN") { Arity = ArgumentArity.ZeroOrOne, Description = "Only names that contain this; * stands for anything" };
    readonly Option<bool> json = Options.Flag("--json", "One line of JSON, and nothing else");

    /// <summary>The command.</summary>
    /// <param name="name">Its name: <c>models</c>.</param>
    /// <param name="description">What it does.</param>
    /// <param name="more">An option of its own.</param>
    public Command Create(string name, string description, Option more) => new(name, description) { pattern, more, json };

    /// <summary>The pattern that was asked for; null for none.</summary>
    public string? Wanted(ParseResult parsed) => parsed.GetValue(pattern);

    /// <summary>Whether JSON was asked for.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Prints what fits.</summary>
    /// <exception cref="DlException">Nothing does; the message names the nearest.</exception>
    public int Print(Shell shell, ParseResult parsed, Func<A, string> line)
    {
        var chosen = Like(Wanted(parsed));
        if (chosen.Count == 0) throw new DlException($"no {Kind}'s name fits '{Wanted(parsed)}'; {NearNames.Of(Wanted(parsed) ?? "", Names)}");
        if (IsJson(parsed)) shell.Output.WriteLine(new JsonArray([.. chosen.Select(JsonNode? (one) => Node(one))]).ToJsonString());
        else foreach (var one in chosen) shell.Output.WriteLine(line(one));
        return Program.Done;
    }
}
