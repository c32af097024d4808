using System.IO;
using System.Text.RegularExpressions;
using Dl.Properties.Suite.Architecture;

namespace Dl.Properties.Suite.Packages;

/// <summary>Notes as their reader runs them: the command dotnet finds the projects, builds the page, and it says that its claims hold.</summary>
[Collection(nameof(Builds))]
public sealed class NoteCommandTests
{
    public static TheoryData<string> Scripts => new(Directory.GetFiles(Path.Combine(Rooms.Root, "notes"), "*.fsx").Where(IsPage).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("gradient-descent.cs")]
    [InlineData("milestones.cs")]
    [InlineData("misprints.cs")]
    public void ANoteRunsByItself(string name) => Holds("run", "-c", "Release", Path.Combine("notes", name), "--", "--quick");

    /// <summary>A script takes the libraries of a Release build, which the suite is a part of.</summary>
    [Theory, MemberData(nameof(Scripts))]
    public void AScriptRunsByItself(string name) => Holds("fsi", Path.Combine("notes", name), "--quick");

    static bool IsPage(string file) => File.ReadAllText(file).Contains("note.End()", StringComparison.Ordinal);

    static void Holds(params string[] arguments)
    {
        var (code, output) = Child.Try(Rooms.Root, "dotnet", arguments);
        Assert.True(code == 0 && Regex.IsMatch(output, @"^(\d+) of \1 claims hold\r?$", RegexOptions.Multiline), output);
    }
}
