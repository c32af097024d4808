using System.IO;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dl.Properties.Suite.Architecture;

namespace Dl.Properties.Suite.Packages;

/// <summary>The packages of this source tree, packed once under a version that no cache has seen.</summary>
public sealed class Packed : IDisposable
{
    readonly Scratch scratch = new();

    public Packed()
    {
        Version = $"0.0.1-test.{Path.GetFileName(scratch.Path)[3..]}";
        try
        {
            Log = Repository("pack", "Functional.sln", "-o", Feed);
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    internal Scratch Scratch => scratch;

    public string Version { get; }

    public string Feed => scratch.At("feed");

    public string Log { get; }

    /// <summary>Runs a command of the SDK over this source tree; all that is built stays outside it. The analyzers have spoken in the build of the tests.</summary>
    public string Repository(string command, string project, params string[] more) => Child.Run(
        Rooms.Root, "dotnet", [command, project, "-c", "Release", "-v:minimal", "--artifacts-path", scratch.At("built"), $"-p:Version={Version}", "-p:RunAnalyzers=false", .. more]);

    public void Dispose() => scratch.Dispose();
}

/// <summary>What a stranger gets: packages that restore, build and run in an empty project, the tool, and one file.</summary>
[Collection(nameof(Builds))]
public sealed class PackageTests(Packed packed) : IClassFixture<Packed>
{
    [Fact]
    public void FivePackagesArePackedWithoutAWarning()
    {
        Assert.DoesNotMatch(new Regex(@"\bwarning\b"), packed.Log);
        Assert.Equal(
            "Dl.CSharp Dl.Core Dl.Functional Dl.Properties dl",
            string.Join(' ', Directory.GetFiles(packed.Feed).Select(file => Path.GetFileName(file).Replace($".{packed.Version}.nupkg", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("Dl.Core", "# Dl\n")]
    [InlineData("Dl.Functional", "# Dl\n")]
    [InlineData("Dl.CSharp", "# Dl.CSharp\n")]
    [InlineData("Dl.Properties", "# Dl.Properties\n")]
    public void APackageSaysWhatItIs(string id, string title)
    {
        using var package = ZipFile.OpenRead(Path.Combine(packed.Feed, $"{id}.{packed.Version}.nupkg"));
        var files = package.Entries.Select(entry => entry.FullName).ToHashSet();
        Assert.Superset(new HashSet<string> { "README.md", "LICENSE", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml" }, files);
        using var page = new StreamReader(package.GetEntry("README.md")!.Open());
        Assert.StartsWith(title, page.ReadToEnd().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        using var nuspec = package.GetEntry($"{id}.nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Descendants().ToLookup(element => element.Name.LocalName, element => element.Value);
        Assert.Equal(packed.Version, metadata["version"].Single());
        Assert.Equal("MIT", metadata["license"].Single());
        Assert.Equal("README.md", metadata["readme"].Single());
        Assert.All(["description", "authors", "tags", "releaseNotes"], name => Assert.NotEmpty(metadata[name].Single()));
    }

    [Fact]
    public void AnEmptyProjectRestoresBuildsAndRuns()
    {
        packed.Scratch.Write("stranger/stranger.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RestoreAdditionalProjectSources>{packed.Feed}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{packed.Scratch.At("packages")}</RestorePackagesPath>
                <RestoreAdditionalProjectFallbackFolders>{KnownPackages}</RestoreAdditionalProjectFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Dl.CSharp" Version="{packed.Version}" />
                <PackageReference Include="Dl.Properties" Version="{packed.Version}" />
              </ItemGroup>
            </Project>
            """);
        packed.Scratch.Write("stranger/Program.cs", """
            using System;
            using System.Linq;
            using System.Reflection;
            using Dl.Core;
            using Dl.Functional;
            using Dl.Properties;

            var net = Net.Seq(new Dense(8, Activation.Tanh), new Dense(1));
            var step = Train.Step<float>(net, Loss.MeanSquaredError, Optimizer.Adam(0.05));
            var start = Train.Start<float>(net, step.Optimizer, Shape.Of(1), Key.Of(1));
            var x = Key.Of(2).Normal<float>(Shape.Of(32, 1));
            var trained = Train.Fold(Enumerable.Repeat(new Batch<float>(x, x), 100), start, step);
            Console.WriteLine(trained.Loss < 0.1 ? "learnt" : $"loss {trained.Loss}");
            Console.WriteLine(Assembly.Load("Dl.CSharp").GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
            OpLaws.Hold<SwishOp>();
            Console.WriteLine("swish holds");
            try
            {
                OpLaws.Hold<ForgetfulSwishOp>();
            }
            catch (LawException broken)
            {
                Console.WriteLine(broken.Message);
            }
            """);
        packed.Scratch.Write("stranger/Swish.cs", Swish);

        var lines = Child.Run(packed.Scratch.At("stranger"), "dotnet", "run", "-c", "Release").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("learnt", lines[^8]);
        Assert.StartsWith(packed.Version, lines[^7], StringComparison.Ordinal);
        Assert.Equal("swish holds", lines[^6]);
        Assert.StartsWith("forgetful swish breaks the law 'gradient': ", lines[^5], StringComparison.Ordinal);
        Assert.Matches("^input 0, entry 0: claimed .*, found .* times the allowed error", lines[^4]);
        Assert.Matches(@"^new OpCase\(new Example\(new ForgetfulSwishOp\(\), \[Tensor<double>\.Of\(\[[1, ]*\], 1\)\]\), Tensor<double>\.Of\(\[[1, ]*\], 1\)\)$", lines[^2]);
        Assert.StartsWith("again: with the settings new CheckSettings(Replay: new Drawn(", lines[^1], StringComparison.Ordinal);
        Assert.True(Directory.Exists(packed.Scratch.At($"packages/dl.core/{packed.Version}")), "the packages came from elsewhere");
    }

    [Theory]
    [InlineData("CSharp", "Wrong", "Right")]
    [InlineData("FSharp", "decay behind the rate", "decay before the rate")]
    public void AnAdamWOfAStrangersOwnIsJudged(string language, string wrong, string right)
    {
        var (from, to) = (Path.Combine(Rooms.Root, "Dl.Properties", "Samples", "Judge", language), $"judge/{language}");
        foreach (var file in Directory.GetFiles(from)) packed.Scratch.Write($"{to}/{Path.GetFileName(file)}", File.ReadAllText(file));

        var (code, output) = Child.Try(
            packed.Scratch.At(to), "dotnet", "test", "-c", "Release", "--logger", "console;verbosity=normal", $"-p:DlVersion={packed.Version}", $"-p:RestoreAdditionalProjectSources={packed.Feed}",
            $"-p:RestorePackagesPath={packed.Scratch.At("packages")}", $"-p:RestoreAdditionalProjectFallbackFolders={KnownPackages}");

        Assert.Equal(1, code);
        Assert.Contains($"Passed MyAdamW.{right} ", output, StringComparison.Ordinal);
        Assert.Contains($"Failed MyAdamW.{wrong} ", output, StringComparison.Ordinal);
        Assert.Contains("breaks the law 'oracle': the parameters move as the paper's loop says", output, StringComparison.Ordinal);
        Assert.Contains("    new OptimizerCase(new Optimizer([", output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(packed.Scratch.At($"packages/dl.properties/{packed.Version}")), "the packages came from elsewhere");
        if (language == "CSharp") Assert.All(Told(), line => Assert.Contains(line, output, StringComparison.Ordinal));
    }

    // What the package's own page says that the wrong one prints.
    static string[] Told()
    {
        var page = File.ReadAllText(Path.Combine(Rooms.Root, "Dl.Properties", "README.md"));
        var told = Regex.Match(page, "^```text\r?\n(?<told>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Groups["told"].Value;
        Assert.NotEmpty(told);
        return told.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void TheToolInstallsAndTellsItsVersion()
    {
        Child.Run(packed.Scratch.Path, "dotnet", "tool", "install", "dl", "--version", packed.Version, "--tool-path", packed.Scratch.At("tools"), "--source", packed.Feed);
        Assert.StartsWith("0.0.1", Child.Run(packed.Scratch.Path, packed.Scratch.At(Program("tools/dl")), "--version").Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheCommandRunsAsOneFile()
    {
        packed.Repository("publish", "Dl.Cli", "--use-current-runtime", "--self-contained", "false", "-p:PublishSingleFile=true", "-p:BuildProjectReferences=false", "-o", packed.Scratch.At("one"));
        Assert.Equal([Program("dl")], Directory.GetFiles(packed.Scratch.At("one")).Select(file => Path.GetFileName(file)));
        Assert.StartsWith("0.0.1", Child.Run(packed.Scratch.Path, packed.Scratch.At(Program("one/dl")), "--version").Trim(), StringComparison.Ordinal);
    }

    // An op of a stranger's own, and the same with a term of its slope forgotten.
    const string Swish = """
        using System.Numerics;
        using Dl.Core;
        using Dl.Functional;

        /// <summary>y = x s(x) with the logistic function s; slope s + x s (1 - s).</summary>
        public sealed record SwishOp() : Op("swish")
        {
            public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Swish.Rule(inputs, (x, s) => s + x * s * (T.One - s));

            public static Example Example(Key key, int size) => new(new SwishOp(), [Examples.Any(key, Examples.AnyShape(key.Child(0), size, 3))]);
        }

        public sealed record ForgetfulSwishOp() : Op("forgetful swish")
        {
            public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Swish.Rule(inputs, (x, s) => s);

            public static Example Example(Key key, int size) => SwishOp.Example(key, size) with { Op = new ForgetfulSwishOp() };
        }

        static class Swish
        {
            public static Ruled<T> Rule<T>(Few<Tensor<T>> inputs, System.Func<T, T, T> slope) where T : struct, IFloatingPointIeee754<T>
            {
                if (inputs.Count != 1) throw new DlException($"swish takes 1 input, not {inputs.Count}");
                var x = inputs[0];
                var y = Tensor<T>.Build(x.Shape, x, static (into, x) =>
                {
                    for (var i = 0; i < into.Length; i++) into[i] = x[i] * Gate(x[i]);
                });
                return new(y, g => [Delta<T>.Of(x.Shape, (g, x, slope), static (into, add, s) =>
                {
                    for (var i = 0; i < into.Length; i++) into[i] = (add ? into[i] : T.Zero) + s.g[i] * s.slope(s.x[i], Gate(s.x[i]));
                })]);
            }

            static T Gate<T>(T x) where T : struct, IFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));
        }
        """;

    static string Program(string name) => OperatingSystem.IsWindows() ? $"{name}.exe" : name;

    // Packages of others need not be fetched again; none of ours is there under this version.
    static string KnownPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
