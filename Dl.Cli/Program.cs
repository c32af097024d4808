using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.IO;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary>The command dl. A command is one file with a static <c>Create</c>; here they come together.</summary>
public static class Program
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>A law, a trace, a comparison or a training failed.</summary>
    public const int Failed = 1;

    /// <summary>Input or usage that cannot be right.</summary>
    public const int Wrong = 2;

    /// <summary>A fault of this program.</summary>
    public const int Fault = 70;

    /// <summary>Runs on the console, with signals.</summary>
    public static int Main(string[] args)
    {
        using var signals = new Signals();
        return Run(args, Shell.OfConsole(signals));
    }

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where all else goes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error) => Run(args, new Shell(output, error));

    /// <summary>Runs a command line in a shell.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, Shell shell)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(shell);
        try
        {
            var parsed = Root(shell).Parse(args, new() { ResponseFileTokenReplacer = null });
            if (parsed.Action is ParseErrorAction)
                return Complain(shell, $"{Stray(parsed) ?? parsed.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.')} (see {Name(parsed)} --help)", Wrong);
            return parsed.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = shell.Output, Error = shell.Error });
        }
        catch (Exception error) when (error is DlException or IOException or UnauthorizedAccessException)
        {
            return Complain(shell, error.Message, Wrong, error);
        }
        catch (OperationCanceledException) when (shell.Stop.IsCancellationRequested)
        {
            return shell.StopCode();
        }
        catch (Exception error)
        {
            return Complain(shell, $"a fault of this program, {error.GetType().Name}: {error.Message} (DL_TRACE=1 shows where)", Fault, error);
        }
    }

    static RootCommand Root(Shell shell)
    {
        var root = new RootCommand("Deep learning from the command line: train a network, look at the report, predict, check every law, replay traces.")
        {
            TrainCommand.Create(shell),
            PredictCommand.Create(shell),
            EvaluateCommand.Create(shell),
            DoctorCommand.Create(shell),
            ModelsCommand.Create(shell),
            DataCommand.Create(shell),
            ExportCommand.Create(shell),
            ImportCommand.Create(shell),
            SummaryCommand.Create(shell),
            SearchCommand.Create(shell),
            ReportCommand.Create(shell),
            CompareCommand.Create(shell),
            OptimizersCommand.Create(shell),
            CheckCommand.Create(shell),
            JudgeCommand.Create(shell),
            ReplayCommand.Create(shell),
            RaceCommand.Create(shell),
            DiagnoseCommand.Create(shell),
        };
        root.SetAction(Help.Print);
        return Help.WithExamples(root);
    }

    // What is said of a command or option that there is not.
    static string? Stray(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var word, ..]) return null;
        var command = parsed.CommandResult.Command;
        return word.StartsWith('-') ? $"there is no option '{word}'; {NearNames.Of(word, command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)))}"
            : command.Subcommands.Count > 0 ? $"there is no command '{word}'; {NearNames.Of(word, command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name))}"
            : null;
    }

    static string Name(ParseResult parsed) => string.Join(' ', Path(parsed.CommandResult).Reverse());

    static IEnumerable<string> Path(SymbolResult? result)
    {
        for (; result is not null; result = result.Parent)
            if (result is CommandResult command) yield return command.Command is RootCommand ? "dl" : command.Command.Name;
    }

    static int Complain(Shell shell, string complaint, int code, Exception? error = null)
    {
        shell.Error.WriteLine($"dl: {complaint.ReplaceLineEndings(" ")}");
        if (error is not null && Environment.GetEnvironmentVariable("DL_TRACE") == "1") shell.Error.WriteLine(error);
        return code;
    }
}
