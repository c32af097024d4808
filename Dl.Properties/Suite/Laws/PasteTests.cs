using System.IO;
using System.Reflection;
using Dl.Core;
using Dl.Functional;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dl.Properties.Suite.Laws;

/// <summary>What a counterexample prints is C# that compiles and makes the same case again.</summary>
public class PasteTests
{
    [Fact]
    public void CasesOfEverythingPasteAsCSharp()
    {
        // Tensors are cut after 64 numbers when they print; such a case is too large to paste and is left as it is.
        var cases = Drawn().Where(one => !one.Source.Contains(" more)", StringComparison.Ordinal)).ToArray();
        Assert.True(cases.Length > 100);
        var pasted = Compiled(cases.Select(one => one.Source));
        for (var i = 0; i < cases.Length; i++) Assert.Equal(cases[i].Source, pasted[i].Source);
    }

    static IEnumerable<Case> Drawn()
    {
        foreach (var claim in Catalogue.Dl().DistinctBy(claim => claim.Thing))
            for (var seed = 0UL; seed < 4; seed++)
            {
                var (key, size) = (Key.Of(seed), 1 + (int)seed);
                switch (claim)
                {
                    case Claim<OpCase> op:
                        yield return op.Subject.Draw(key, size);
                        break;
                    case Claim<LayerCase> layer:
                        yield return layer.Subject.Draw(key, size);
                        break;
                    case Claim<LossCase> loss:
                        yield return loss.Subject.Draw(key, size);
                        break;
                    case Claim<InitialiserCase> initialiser:
                        yield return initialiser.Subject.Draw(key, size);
                        break;
                    case Claim<OptimizerCase> optimizer:
                        yield return optimizer.Subject.Draw(key, size);
                        break;
                }
            }
    }

    static Case[] Compiled(IEnumerable<string> sources)
    {
        // The names that a test file has in scope.
        const string usings = "using System; using Dl.Core; using Dl.Functional; using Dl.Properties;";
        var lines = sources.Select(source => $"{source},");
        var tree = CSharpSyntaxTree.ParseText($"{usings} public static class Pasted {{ public static Case[] All() => new Case[] {{ {string.Join(Environment.NewLine, lines)} }}; }}");
        var loaded = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Pasted", [tree], loaded, new(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join(Environment.NewLine, emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        return (Case[])Assembly.Load(image.ToArray()).GetType("Pasted")!.GetMethod("All")!.Invoke(null, [])!;
    }
}
