using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Dl.Cli;

/// <summary>Help that ends with examples.</summary>
static class Help
{
    static readonly ConditionalWeakTable<Command, string[]> Examples = [];

    /// <summary>The command with examples at the end of its help.</summary>
    public static C WithExamples<C>(C command, params string[] examples) where C : Command
    {
        Examples.Add(command, examples);
        if (command is RootCommand)
            foreach (var option in command.Options.OfType<HelpOption>())
                option.Action = new Action();
        return command;
    }

    /// <summary>Prints the help of the command that was asked for, its examples at the end.</summary>
    public static int Print(ParseResult parsed)
    {
        var code = new HelpAction().Invoke(parsed);
        var output = parsed.InvocationConfiguration.Output;
        var examples = Examples.TryGetValue(parsed.CommandResult.Command, out var own) ? own : [];
        if (examples.Length > 0) output.WriteLine("Examples:");
        foreach (var example in examples) output.WriteLine($"  {example}");
        return code;
    }

    sealed class Action : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult) => Print(parseResult);
    }
}
