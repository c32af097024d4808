namespace Dl.Properties.Suite.Optimizers;

/// <summary>Each misprint of the lectures is separated from the paper by a number, and this library follows the paper.</summary>
public sealed class MisprintTests
{
    public static TheoryData<int> Numbers => new(Enumerable.Range(0, Misprints.All.Count));

    [Theory, MemberData(nameof(Numbers))]
    public void IsSeparatedByANumber(int i)
    {
        var verdict = Misprints.All[i].Judge();
        Assert.True(verdict.Finding == Finding.Holds, $"{Misprints.All[i]}: {verdict.Why}");
    }

    [Fact]
    public void ALineTellsBoth() => Assert.Contains("in print, 1 in the paper", Misprints.All[0].ToString(), StringComparison.Ordinal);
}
