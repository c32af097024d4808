using System.IO;
using Dl.Cli;
using Dl.CSharp;

namespace Dl.Properties.Suite.Cli;

/// <summary>Names that a user types: what a pattern means, and what is told of a name that nothing has.</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData("adamm", "adam")]
    [InlineData("Adam", "adam")]
    [InlineData("mometnum", "momentum")]
    [InlineData("rms", "rmsprop")]
    [InlineData("ad*grad", "adagrad")]
    public void TheNearestNameComesFirst(string asked, string nearest)
    {
        var told = NearNames.Of(asked, Presets.Optimizers);
        Assert.StartsWith($"nearest of {Presets.Optimizers.Count} are {nearest}, ", told, StringComparison.Ordinal);
        Assert.Equal(5, told.Split(", ").Length);
    }

    [Fact]
    public void FewNamesAreAllTold() => Assert.Equal("known are line, wave", NearNames.Of("wav", ["line", "wave", "line"]));

    /// <summary>Names of laws hold the names of things: a pattern without a / asks for things alone.</summary>
    [Fact]
    public void APatternWithoutALawMeansThings()
    {
        var things = Catalogue.Dl().Select(claim => claim.Thing).Distinct().Where(thing => thing.Contains("adam", StringComparison.OrdinalIgnoreCase)).ToArray();
        Assert.Equal(things, Checked("Adam"));
        Assert.Equal(["MatMulOp"], Checked("matmulop/gradient"));
        Assert.Equal(Catalogue.Dl().Where(claim => claim.Law.Contains("softmax", StringComparison.OrdinalIgnoreCase)).Select(claim => claim.Thing).Distinct(), Checked("*/softmax"));

        static string[] Checked(string pattern)
        {
            using StringWriter output = new(), error = new();
            Assert.Equal(Program.Done, Program.Run(["check", "--cases", "1", "--only", pattern], output, error));
            return [.. output.ToString().Split(Environment.NewLine).Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split("  ")[0])];
        }
    }

    [Theory]
    [InlineData("check --only MatMull", "dl: --only MatMull: no thing is called so; nearest of * are MatMulOp, *")]
    [InlineData("check --only gradient", "*; the law of that name is */gradient")]
    [InlineData("check --only MatMulOp/gradeint", "dl: --only MatMulOp/gradeint: nothing is called so; nearest of * are MatMulOp/gradient, *")]
    [InlineData("check --conventions --only Adm", "dl: --only Adm: nothing called so declares a convention; nearest of * are Adam, *")]
    [InlineData("models lenet9", "dl: no model's name fits 'lenet9'; nearest of * are lenet5, *")]
    [InlineData("summary lenet9", "dl: lenet9: there is no such file, and no network of that name; nearest of * are lenet5, *")]
    [InlineData("optimizers adamm", "dl: no optimizer's name fits 'adamm'; nearest of * are adam, *")]
    [InlineData("race --optimizers adamm", "dl: --optimizers adamm: no optimizer's name fits; nearest of * are adam, *")]
    [InlineData("train --model resnet15", "dl: --model does not know 'resnet15'; nearest of * are resnet1*")]
    [InlineData("train --fall wav", "dl: --fall does not know 'wav'; known are line, cosine (see dl train --help)")]
    public void ANameThatNothingHasEndsWithTheNearest(string line, string complaint)
    {
        using StringWriter output = new(), error = new();
        Assert.Equal(Program.Wrong, Program.Run(line.Split(' '), output, error));
        Assert.InRange(error.ToString().Length, 1, 300);
        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(complaint).Replace(@"\*", ".*", StringComparison.Ordinal)}$", error.ToString().TrimEnd());
    }
}
