using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary>Options whose values are checked, with messages that say what would be right, in any language of the machine.</summary>
static class Options
{
    /// <summary>A text.</summary>
    public static Option<string?> Text(string name, string place, string description) => new(name) { HelpName = place, Description = description };

    /// <summary>Present or not.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>Whether an option stands on the command line.</summary>
    public static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Refuses options that say nothing here.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="why">What follows the name of the option: <c>is for networks by name</c>.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="DlException">One of them is given.</exception>
    public static void Refuse(ParseResult parsed, string why, params Option[] options)
    {
        if (options.FirstOrDefault(option => IsGiven(parsed, option)) is { } stray) throw new DlException($"{stray.Name} {why}");
    }

    /// <summary>A number that a test accepts.</summary>
    /// <param name="names">The name, and other names for it.</param>
    /// <param name="description">What it is.</param>
    /// <param name="expected">What would be right: <c>a whole number of at least 1</c>.</param>
    /// <param name="accepts">The test.</param>
    /// <param name="usual">The value without the option; null if that is not one number.</param>
    public static Option<N?> Number<N>(string[] names, string description, string expected, Func<N, bool> accepts, N? usual = null) where N : struct, INumber<N>
    {
        var option = new Option<N?>(names[0], names[1..]) { HelpName = "N", Description = description };
        if (usual is not null) option.DefaultValueFactory = _ => usual;
        option.CustomParser = argument =>
        {
            var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
            if (N.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && accepts(number)) return number;
            argument.AddError($"{names[0]} takes {expected}, not '{text}'");
            return null;
        };
        return option;
    }

    /// <summary>One of some names.</summary>
    public static Option<string> OneOf(string name, string description, IReadOnlyCollection<string> known, string? usual = null)
    {
        var option = new Option<string>(name) { HelpName = string.Join('|', known), Description = description };
        if (usual is not null) option.DefaultValueFactory = _ => usual;
        option.CompletionSources.Add([.. known]);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !known.Contains(token.Value))
                result.AddError($"{name} does not know '{token.Value}'; {NearNames.Of(token.Value, known)}");
        });
        return option;
    }
}
