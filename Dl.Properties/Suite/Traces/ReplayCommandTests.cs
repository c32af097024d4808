using System.IO;
using Dl.Cli;

namespace Dl.Properties.Suite.Traces;

/// <summary><c>dl replay</c>: a line a case, the count of those that agree, and the exit code.</summary>
public sealed class ReplayCommandTests : TraceFiles
{
    [Fact]
    public void ALineACaseAndTheCountAtTheEnd()
    {
        var path = Trace("ops", Multiply, Dense, With(Multiply, "\"no_such\"", "op"));
        var (code, output, error) = Run("replay", path);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(["m  op multiply  agree", "d  op dense     agree", "m  op no_such   unknown: op not known", "2 of 3 agree"], Lines(output));
    }

    [Fact]
    public void ADeviationFails()
    {
        var path = Trace("ops", Multiply, With(Multiply, "31", "gradients", "x", "data", 1));
        var (code, output, error) = Run("replay", path);
        Assert.Equal((1, ""), (code, error));
        Assert.Equal("m  op multiply  deviates: gradients.x at [1]: expected 31, found 30, error 3.23E+07 times the tolerance", Lines(output)[1]);
        Assert.Equal("1 of 2 agree", Lines(output)[^1]);
    }

    [Fact]
    public void SeveralFilesAreToldApart()
    {
        var (first, second) = (Text(Of("ops", Multiply), "a.json"), Text(Of("optimizers", Momentum), "b.json"));
        var (code, output, _) = Run("replay", first, second);
        Assert.Equal(0, code);
        Assert.Equal([$"{first}: m  op multiply  agree", $"{second}: v  optimizer momentum  agree", "2 of 2 agree"], Lines(output));
    }

    [Fact]
    public void TheCountsAreJsonIfAskedFor()
    {
        var path = Trace("ops", Multiply, With(Multiply, "31", "gradients", "x", "data", 1), With(Multiply, "\"no_such\"", "op"));
        Assert.Equal((1, """{"agree":1,"deviates":1,"unknown":1,"cases":3}""" + Environment.NewLine, ""), Run("replay", path, "--json"));
    }

    [Fact]
    public void BadInputIsOneLine()
    {
        var good = Text(Of("ops", Multiply), "good.json");
        var bad = Text(Of("ops", With(Multiply, "[1]", "inputs", "x", "data")), "bad.json");
        Assert.Equal((2, "", $"dl: {bad}: $.ops[0].inputs.x: shape [2] has 2 elements, but data has 1{Environment.NewLine}"), Run("replay", good, bad));
        Assert.Equal((2, "", $"dl: {At("no.json")}: there is no such file{Environment.NewLine}"), Run("replay", At("no.json")));
        Assert.Equal(2, Run("replay").Code);
    }

    static (int Code, string Output, string Error) Run(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = Program.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    static string[] Lines(string output) => output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
