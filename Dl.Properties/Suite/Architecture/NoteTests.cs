using System.IO;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dl.Properties.Suite.Architecture;

/// <summary>Every note compiles and what it claims holds, in quick mode.</summary>
[Collection(nameof(NoteTests))]
public sealed class NoteTests
{
    static readonly string Folder = Path.Combine(Rooms.Root, "notes");
    static readonly string[] Quick = ["--quick"];

    public static TheoryData<string> Notes => new(Directory.GetFiles(Folder, "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Notes))]
    public void ANoteHoldsWhatItClaims(string name)
    {
        using var output = new StringWriter();
        var before = Console.Out;
        try
        {
            Console.SetOut(output);
            var code = (int)Compiled(Path.Combine(Folder, $"{name}.cs")).Invoke(null, [Quick])!;
            Assert.True(code == 0, output.ToString());
        }
        finally
        {
            Console.SetOut(before);
        }
    }

    // What the command dotnet adds to a program of one file: these names.
    const string Implicit = "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks;";

    static MethodInfo Compiled(string file)
    {
        var options = new CSharpParseOptions().WithFeatures([new("FileBasedProgram", "true")]);
        var trees = new[] { CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file), CSharpSyntaxTree.ParseText(Implicit, options) };
        var loaded = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create($"note-{Path.GetFileNameWithoutExtension(file)}", trees, loaded,
            new(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join(Environment.NewLine, emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        return Assembly.Load(image.ToArray()).EntryPoint!;
    }
}
