using System.IO;
using Dl.Cli;

namespace Dl.Properties.Suite.Cli;

/// <summary>An option that would say nothing is refused in one line, before anything is done.</summary>
public sealed class IgnoredOptionTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("dl-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("train --stream --out DIR/run", "--stream is for a folder of pictures: give it with --data")]
    [InlineData("train --data DIR/table.csv --stream --out DIR/run", "--stream is for a folder of pictures: give it with --data")]
    [InlineData("search DIR/space.json --stream --out DIR/run", "--stream is for a folder of pictures: give it with --data")]
    [InlineData("train --force --data DIR/none", "--force overwrites the run that is in --out: give --out too")]
    [InlineData("summary DIR --classes 3", "--classes is for a network by name; a run has its own")]
    [InlineData("summary DIR/table.csv --input 3", "--input is for a network by name; a run has its own")]
    [InlineData("check --timeout 3", "--timeout is for the things of an assembly: give --assembly too")]
    [InlineData("check --memory 64 --only Adam", "--memory is for the things of an assembly: give --assembly too")]
    [InlineData("check --gallery --report DIR/laws.xml", "--report says nothing of --gallery: leave one of them out")]
    [InlineData("check --gallery --assembly DIR/mine.dll", "--assembly says nothing of --gallery: leave one of them out")]
    [InlineData("check --conventions --report DIR/laws.xml", "--report says nothing of --conventions: leave one of them out")]
    [InlineData("check --conventions --assembly DIR/mine.dll", "--assembly says nothing of --conventions: leave one of them out")]
    [InlineData("check --conventions --gallery", "--gallery says nothing of --conventions: leave one of them out")]
    [InlineData("check --conventions --cases 3", "--cases says nothing of --conventions: leave one of them out")]
    [InlineData("check --compare --only A01", "--compare says how other styles of tests do on the gallery: give --gallery too")]
    [InlineData("compare DIR DIR --json --out DIR/page.html", "--out names the page, and --json writes none: leave one of them out")]
    public void AnOptionThatSaysNothingIsRefused(string line, string complaint)
    {
        File.WriteAllText(Path.Combine(folder, "table.csv"), "a,b\n1,2\n");
        File.WriteAllText(Path.Combine(folder, "space.json"), """{"space":{"epochs":1}}""");
        using StringWriter output = new(), error = new();
        Assert.Equal((Program.Wrong, $"dl: {complaint}{Environment.NewLine}"), (Program.Run([.. line.Split(' ').Select(word => word.Replace("DIR", folder, StringComparison.Ordinal))], output, error), error.ToString()));
        Assert.Equal("", output.ToString());
        Assert.Equal(["space.json", "table.csv"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
    }
}
