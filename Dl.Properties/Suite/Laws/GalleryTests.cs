using System.IO;
using Dl.Cli;

namespace Dl.Properties.Suite.Laws;

/// <summary>Every real bug of the gallery breaks a law, in a case that fits in one's head.</summary>
public class GalleryTests
{
    public static TheoryData<string> Names => new(Gallery.All.Select(mutant => mutant.Name));

    [Theory, MemberData(nameof(Names))]
    public void AMutantIsKilled(string name)
    {
        var autopsy = Gallery.All.Single(mutant => mutant.Name == name).Judge();
        Assert.True(autopsy.Killed, $"{name} lives: {autopsy.Mutant.Wrong}");
        Assert.True(autopsy.Best.Found!.Size <= 4, autopsy.Best.Found.ToString());
    }

    [Fact]
    public void NoNameOccursTwice() => Assert.Equal(Gallery.All.Count, Gallery.All.DistinctBy(mutant => mutant.Name).Count());

    [Fact]
    public void TheCommandPrintsARowForEach()
    {
        using StringWriter output = new(), error = new();
        var first = Gallery.All[0].Name;
        Assert.Equal((Program.Done, ""), (Program.Run(["check", "--gallery", "--only", first], output, error), error.ToString()));
        Assert.Contains(first, output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 of 1 killed", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(Program.Wrong, Program.Run(["check", "--gallery", "--only", "nobody"], output, error));
    }
}
