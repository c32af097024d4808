using System.IO;
using System.Text.RegularExpressions;
using Dl.Properties.Suite.Architecture;

namespace Dl.Properties.Suite.Packages;

/// <summary>Notes as their reader runs them: the command dotnet finds the projects, builds the page, and it says that its claims hold.</summary>
[Collection(nameof(Builds))]
public sealed class NoteCommandTests
{
    [Theory]
    [InlineData("gradient-descent.cs")]
    [InlineData("milestones.cs")]
    [InlineData("misprints.cs")]
    public void ANoteRunsByItself(string name)
    {
        var (code, output) = Child.Try(Rooms.Root, "dotnet", ["run", "-c", "Release", Path.Combine("notes", name), "--", "--quick"]);
        Assert.True(code == 0 && Regex.IsMatch(output, @"^(\d+) of \1 claims hold\r?$", RegexOptions.Multiline), output);
    }
}
