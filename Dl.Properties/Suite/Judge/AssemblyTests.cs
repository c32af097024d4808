using System.IO;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Dl.Cli;
using Dl.Core;

namespace Dl.Properties.Suite.Judge;

/// <summary><c>dl check --assembly</c>, as somebody meets it who brings things of his own.</summary>
public sealed class AssemblyTests : IDisposable
{
    // Seconds for what never returns: many times what starting the process and a right law take, also on a busy machine.
    const string Patience = "8";

    readonly string folder = Directory.CreateTempSubdirectory("dl-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void ARightThingHolds()
    {
        var run = Check(Strangers.Sign("+"));
        Assert.Equal((Program.Done, ""), (run.Code, run.Error));
        Assert.Contains("all hold", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongThingBreaksALawWithACaseToPaste()
    {
        var run = Check(Strangers.Sign("-"), "--report", At("laws.xml"));
        Assert.Equal(Program.Failed, run.Code);
        Assert.Contains("breaks the law 'oracle'", run.Output, StringComparison.Ordinal);
        Assert.Contains("new OptimizerCase(", run.Output, StringComparison.Ordinal);
        Assert.Contains($"again: dl check --assembly {At("Mine.dll")} --only \"Twin/oracle\" --replay ", run.Output, StringComparison.Ordinal);
        var again = run.Output.Split(Environment.NewLine).First(line => line.Contains("again:", StringComparison.Ordinal)).Split("dl ")[1].Replace("\"", "", StringComparison.Ordinal).Split(' ');
        Assert.Contains("breaks the law 'oracle'", Run(again).Output, StringComparison.Ordinal);
        var suites = XDocument.Load(At("laws.xml")).Root!;
        Assert.Equal("Twin", (string)suites.Element("testsuite")!.Attribute("name")!);
        Assert.Contains(suites.Descendants("testcase"), test => (string)test.Attribute("name")! == "oracle" && test.Element("failure") is not null);
    }

    [Fact]
    public void MembersOfEveryKindAreFound()
    {
        var run = Check("""
            public static class Mine
            {
                public static readonly Optimizer Descent = Optimizer.Sgd(0.5);
                public static ILoss Wrong => new MeanSquaredError();
                public static Layer Net() => Dl.Functional.Net.Seq(new Dense(3), new BatchNorm());
                public static IInitialiser Start { get; } = He.Normal;
                public static Schedule Falls() => Schedule.Cosine(0.5, 10);
            }
            """, "--cases", "20", "--report", At("laws.html"));
        Assert.Equal((Program.Done, ""), (run.Code, run.Error));
        foreach (var name in new[] { "Mine.Descent", "Mine.Wrong", "Mine.Net", "Mine.Start", "Mine.Falls" }) Assert.Contains(name, run.Output, StringComparison.Ordinal);
        Assert.Contains("all hold", File.ReadAllText(At("laws.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void ALawThatNeverReturnsCostsItsThingAndNoOther()
    {
        var run = Check($$"""
            public sealed record Sleeper() : BlockLink("sleeper") { public override void On<N>(Block<N> block) => System.Threading.Thread.Sleep(-1); }
            {{Strangers.Sign("+")}}
            """, "--timeout", Patience, "--only", "*/rest", "--json");
        Assert.Equal((Program.Failed, ""), (run.Code, run.Error));
        var broken = Assert.Single(JsonNode.Parse(run.Output)!["broken"]!.AsArray())!;
        Assert.Equal(("Sleeper", $"not done within {Patience} s"), ((string)broken["thing"]!, (string)broken["why"]!));
        Assert.Equal(2, (int)JsonNode.Parse(run.Output)!["things"]!);
    }

    [Fact]
    public void AThingThatEndsTheProcessIsTold()
    {
        var run = Check("""public sealed record Quitter() : BlockLink("quitter") { public override void On<N>(Block<N> block) => Environment.Exit(3); }""", "--only", "*/rest");
        Assert.Equal(Program.Failed, run.Code);
        Assert.Contains("ended the process (exit code 3", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public sealed class Nobody { }", "holds nothing to check")]
    [InlineData("""public sealed record Thrower : BlockLink { public Thrower() : base("thrower") => throw new InvalidOperationException("no licence"); public override void On<N>(Block<N> block) { } }""",
        "the constructor of Thrower threw InvalidOperationException: no licence")]
    [InlineData("public static class Mine { public static ILoss Loss => throw new NotSupportedException(\"later\"); }", "Mine.Loss threw NotSupportedException: later")]
    [InlineData("public sealed record Blind() : Op(\"blind\") { public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => throw new DlException(\"no\"); }", "Blind has no public static Example(Key, int)")]
    public void WhatCannotBeJudgedIsRefusedInOneLine(string source, string complaint) => AssertRefused(Check(source), complaint);

    [Fact]
    public void APropertyThatNeverReturnsIsRefused() => AssertRefused(
        Check("public static class Mine { public static Optimizer Rule { get { while (true) System.Threading.Thread.Sleep(100); } } }", "--timeout", Patience), "a constructor, field or property never returns");

    [Fact]
    public void AFileThatIsNoneIsRefused()
    {
        AssertRefused(Run("check", "--assembly", At("none.dll")), "there is no such file");
        File.WriteAllText(At("text.dll"), "text");
        AssertRefused(Run("check", "--assembly", At("text.dll")), "is not a .NET assembly");
        AssertRefused(Run("check", "--report", At("laws.pdf")), "ends neither in .html");
        AssertRefused(Run("check", "--report", At("none/laws.xml")), "there is no folder");
    }

    [Fact]
    public void AnotherMajorVersionIsRefusedByName()
    {
        var core = Strangers.Compile(At("Dl.Core.dll"), "[assembly: System.Reflection.AssemblyVersion(\"9.1.2.0\")] public static class OfTomorrow { public static int One => 1; }", []);
        var mine = Strangers.Compile(At("Mine.dll"), "public static class Mine { public static int Two => OfTomorrow.One + 1; }", core);
        AssertRefused(Run("check", "--assembly", mine), "was built against Dl.Core 9.1.2, and this is");
    }

    [Fact]
    public void AReferenceThatIsMissingIsNamed()
    {
        var other = Strangers.Compile(At("Other.dll"), "public class Other { }");
        var mine = Strangers.Compile(At("Mine.dll"), "public class Mine : Other { }", other);
        File.Delete(other);
        AssertRefused(Run("check", "--assembly", mine), "Other");
    }

    static void AssertRefused((int Code, string Output, string Error) run, string complaint)
    {
        Assert.Equal((Program.Wrong, 1), (run.Code, run.Error.Count(c => c == '\n')));
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
    }

    (int Code, string Output, string Error) Check(string source, params string[] more) =>
        Run(["check", "--assembly", Strangers.Compile(At("Mine.dll"), source), .. more]);

    static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var code = Program.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    string At(string name) => Path.Combine(folder, name);
}
