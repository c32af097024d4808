using System.CommandLine;

namespace Dl.Cli;

/// <summary><c>dl data</c>: what is done with data before anything is trained.</summary>
static class DataCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var command = new Command("data", "Fetch public data sets, and say what a file or folder of data holds.") { DataFetchCommand.Create(shell), DataDescribeCommand.Create(shell) };
        command.SetAction(parsed => Help.Print(parsed));
        return Help.WithExamples(command,
            "dl data fetch mnist                        four files to the folder mnist, for dl train --data mnist",
            "dl data describe mnist",
            "dl data describe table.csv --json");
    }
}
