using System.IO;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dl.Properties.Suite.Architecture;

/// <summary>All notes compile as one assembly, and what each claims holds, in quick mode.</summary>
[Collection(nameof(NoteTests))]
public sealed class NoteTests
{
    static readonly string Folder = Path.Combine(Rooms.Root, "notes");
    static readonly string[] Quick = ["--quick"];
    static readonly Lazy<Assembly> Book = new(Compiled);

    public static TheoryData<string> Notes => new(Files().Select(file => Path.GetFileNameWithoutExtension(file)!));

    [Theory, MemberData(nameof(Notes))]
    public void ANoteHoldsWhatItClaims(string name)
    {
        using var output = new StringWriter();
        var before = Console.Out;
        try
        {
            Console.SetOut(output);
            var code = (int)Book.Value.GetType($"{Space(name)}.Page", throwOnError: true)!.GetMethod("Run")!.Invoke(null, [Quick])!;
            Assert.True(code == 0, output.ToString());
        }
        finally
        {
            Console.SetOut(before);
        }
    }

    /// <summary>The index leads to each page that draws, and shows every figure that there is, and no other.</summary>
    [Fact]
    public void TheIndexShowsEveryFigure()
    {
        var index = File.ReadAllText(Path.Combine(Folder, "README.md"));
        Assert.Equal(Directory.GetFiles(Path.Combine(Folder, "figures")).Select(Path.GetFileName).Order(), Regex.Matches(index, @"figures/([\w.-]+)").Select(match => match.Groups[1].Value).Distinct().Order());
        var pages = Directory.GetFiles(Folder).Where(file => Path.GetExtension(file) is ".cs" or ".fsx" && File.ReadAllText(file).Contains("note.Draw(", StringComparison.Ordinal)).Select(Path.GetFileName).ToArray();
        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.Contains($"]({page})", index, StringComparison.Ordinal));
    }

    static IEnumerable<string> Files() => Directory.GetFiles(Folder, "*.cs").Order(StringComparer.Ordinal);

    // What the command dotnet adds to a program of one file: these names.
    const string Implicit = "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks;";

    static Assembly Compiled()
    {
        var options = new CSharpParseOptions().WithFeatures([new("FileBasedProgram", "true")]);
        var trees = Files().Select(file => CSharpSyntaxTree.ParseText(Chapter(file, options), options, file)).Append(CSharpSyntaxTree.ParseText(Implicit, options));
        var loaded = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("notes", trees, loaded, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join(Environment.NewLine, emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        return Assembly.Load(image.ToArray());
    }

    // A program of one file has its entry between its usings and its types. With a namespace and a method around them, many fit into one assembly, where only one entry could be;
    // the compiler goes on counting the lines of the file.
    static string Chapter(string file, CSharpParseOptions options)
    {
        var text = Regex.Replace(File.ReadAllText(file), @"^#[!:].*", "", RegexOptions.Multiline);
        var root = CSharpSyntaxTree.ParseText(text, options).GetCompilationUnitRoot();
        var statements = root.Members.OfType<GlobalStatementSyntax>().ToArray();
        var (start, end) = (statements[0].FullSpan.Start, statements[^1].FullSpan.End);
        string From(int position) => $"\n#line {root.SyntaxTree.GetLineSpan(new(position, 0)).StartLinePosition.Line + 1} \"{file}\"\n";
        return $"namespace {Space(Path.GetFileNameWithoutExtension(file))};{From(0)}{text[..start]}\npublic static class Page {{ public static int Run(string[] args) {{{From(start)}{text[start..end]}\n}} }}{From(end)}{text[end..]}";
    }

    static string Space(string name) => $"Notes.{name.Replace('-', '_')}";
}
