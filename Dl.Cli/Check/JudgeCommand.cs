using System.CommandLine;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Properties;

namespace Dl.Cli;

/// <summary>The hidden command that runs a stranger's code in a process of its own, for <c>dl check --assembly</c>.</summary>
static class JudgeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var file = new Argument<string>("FILE");
        var first = Options.Number<int>(["--first"], "The first claim to check", "a whole number", n => n >= 0, 0);
        var (only, cases, seed, replay) = (CheckCommand.Only(), CheckCommand.Cases(), CheckCommand.Seed(), CheckCommand.Replay());
        var command = new Command(Judging.Command, "Check an assembly, one line of JSON for each event.") { file, first, only, cases, seed, replay };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            // What the stranger's code prints must not be taken for a verdict.
            using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
            Console.SetOut(TextWriter.Null);
            void Tell(JsonObject line) => output.WriteLine(line.ToJsonString());
            try
            {
                var claims = ClaimPattern.Choose(Stranger.Claims(parsed.GetValue(file)!), parsed.GetValue(only));
                var settings = new CheckSettings(parsed.GetValue(cases)!.Value, parsed.GetValue(seed)!.Value, CheckCommand.Again(parsed.GetValue(replay)), Stop: shell.Stop);
                Tell(Judging.Found(claims.Length));
                for (var i = parsed.GetValue(first)!.Value; i < claims.Length; i++)
                {
                    Tell(Judging.Begins(i, claims[i]));
                    Tell(Judging.Ends(claims[i].Check(settings)));
                }
                return Program.Done;
            }
            catch (DlException error)
            {
                Tell(Judging.Wrong(error.Message));
                return Program.Wrong;
            }
        });
        return command;
    }
}
