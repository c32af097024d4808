using System.IO;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dl.Properties.Suite.Judge;

/// <summary>Assemblies of strangers, compiled from their source.</summary>
static class Strangers
{
    const string Usings = "using System; using Dl.Core; using Dl.Functional;";

    /// <summary>Compiles a source, with the names that a file of a user has in scope, to a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">Types.</param>
    /// <param name="more">Assemblies to reference besides.</param>
    /// <returns>The file.</returns>
    public static string Compile(string path, string source, params string[] more)
    {
        var shared = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var references = shared.Where(file => !more.Select(Path.GetFileName).Contains(Path.GetFileName(file))).Concat(more).Select(file => MetadataReference.CreateFromFile(file));
        var usings = more.Length == 0 ? Usings : "using System;";
        var tree = CSharpSyntaxTree.ParseText($"{usings} {source}");
        var emitted = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(path), [tree], references, new(OutputKind.DynamicallyLinkedLibrary)).Emit(path);
        Assert.True(emitted.Success, string.Join(Environment.NewLine, emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        return path;
    }

    /// <summary>A decay that shrinks towards zero, right or wrong.</summary>
    public static string Sign(string sign) => $$"""
        public sealed record Twin(double Beta = 0.5) : Link("twin"), IClaims<ILink>
        {
            public ILink Claims => new Momentum(Beta);
            public override Many<string> Slots => ["v"];
            public override void On<N>(Block<N> block)
            {
                for (var i = 0; i < block.Length; i++)
                {
                    var v = N.Of(Beta) * block.Was(0)[i] {{sign}} block.Update[i];
                    block.Now(0)[i] = v;
                    block.Update[i] = v;
                }
            }
        }
        """;
}
