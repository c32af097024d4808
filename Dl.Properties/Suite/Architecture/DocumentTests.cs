using System.IO;
using System.Text.RegularExpressions;

namespace Dl.Properties.Suite.Architecture;

/// <summary>The documents show code that compiles and point to files that are there.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents => new(
        Directory.EnumerateFiles(Rooms.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Rooms.Root, "notes"), "*.md"))
            .Append(Path.Combine(Rooms.Root, "Dl.Properties", "README.md")).Append(Path.Combine(Rooms.Root, "Dl.CSharp", "README.md"))
            .Select(file => Path.GetRelativePath(Rooms.Root, file)));

    [Theory, MemberData(nameof(Documents))]
    public void CodeIsTakenFromCompiledFiles(string document)
    {
        foreach (Match block in Fence().Matches(Text(document)))
        {
            var shown = Lines(block.Groups["code"].Value);
            Assert.True(Sources.Value.Any(source => Contains(source, shown)), $"{document} shows code that is in no compiled file, beginning with: {shown[0]}");
        }
    }

    [Theory, MemberData(nameof(Documents))]
    public void LinksLeadToFiles(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Rooms.Root, document))!;
        var targets = Link().Matches(Text(document)).Select(match => match.Groups["to"].Value).Where(to => !to.Contains(':', StringComparison.Ordinal));
        Assert.Empty(targets.Where(to => !Path.Exists(Path.Combine(folder, to))).Select(to => $"{document} links to {to}"));
    }

    /// <summary>The tests read no variable of the environment that CONTRIBUTING.md does not explain, and it explains no other.</summary>
    [Fact]
    public void VariablesOfTheEnvironmentAreExplained()
    {
        var read = Directory.EnumerateFiles(Path.Combine(Rooms.Root, "Dl.Properties"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"]).Any())
            .SelectMany(file => Variable().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(read, Row().Matches(Text("CONTRIBUTING.md")).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal));
    }

    /// <summary>The front page shows every command that dl has.</summary>
    [Fact]
    public void EveryCommandIsOnTheFrontPage()
    {
        using StringWriter help = new(), errors = new();
        Assert.Equal(0, Dl.Cli.Program.Run(["--help"], help, errors));
        var commands = help.ToString().Split("Commands:")[1].Split("Examples:")[0].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).ToArray();
        Assert.InRange(commands.Length, 15, 40);
        Assert.All(commands, name => Assert.Matches($@"(?m)^dl .*\b{name}\b", Text("README.md")));
    }

    // Every line of every file that is compiled or run by the tests, without indentation and blank lines.
    static readonly Lazy<string[][]> Sources = new(() =>
    [
        .. new[] { "Dl.Functional", "Dl.Properties/Samples", "Dl.Properties/Suite", "Dl.Properties/Suite.FSharp", "notes" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Rooms.Root, folder), "*.*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".fs" or ".fsx" or ".py")
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"]).Any())
            .Select(file => Lines(File.ReadAllText(file))),
    ]);

    static bool Contains(string[] source, string[] shown) => source.AsSpan().IndexOf(shown) >= 0;

    static string Text(string document) => File.ReadAllText(Path.Combine(Rooms.Root, document));

    static string[] Lines(string code) => code.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("^```(?:csharp|fsharp|python)\r?\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("\"(?<name>DL_[A-Z_]+)\"")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\| `(?<name>DL_[A-Z_]+)`", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\]\((?<to>[^)#\s]+)\)")]
    private static partial Regex Link();
}
