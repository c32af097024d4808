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

    [GeneratedRegex(@"\]\((?<to>[^)#\s]+)\)")]
    private static partial Regex Link();
}
