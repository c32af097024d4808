namespace Dl.Properties.Suite.Laws;

/// <summary>Every law on every thing in the catalogue.</summary>
public class CatalogueLaws
{
    public static TheoryData<string> Things => new(Catalogue.Dl().Select(claim => claim.Thing).Distinct());

    [Theory, MemberData(nameof(Things))]
    public void Holds(string thing)
    {
        foreach (var claim in Catalogue.Dl().Where(claim => claim.Thing == thing)) LawBook.Hold(claim);
    }

    /// <summary>A law that is silent on nearly everything proves nothing.</summary>
    [Fact]
    public void LawsSpeak()
    {
        var silent = Catalogue.Dl()
            .Where(claim => claim.Law is not "fusion")
            .Select(claim => claim.Check(new(Cases: 30)))
            .Where(report => report.Spoke * 2 < report.Cases);
        Assert.Empty(silent.Select(report => $"{report.Thing}/{report.Law}: {report.Spoke} of {report.Cases}"));
    }
}
