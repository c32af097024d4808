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

    /// <summary>A law that is silent on nearly everything proves nothing: where it speaks of a thing it speaks of most cases, and each speaks of something.</summary>
    [Fact]
    public void LawsSpeak()
    {
        var reports = Catalogue.Dl().Select(claim => claim.Check(new(Cases: 30))).ToArray();
        Assert.Empty(reports.Where(report => report.Spoke > 0 && report.Spoke * 2 < report.Cases).Select(report => $"{report.Thing}/{report.Law}: {report.Spoke} of {report.Cases}"));
        Assert.Empty(reports.GroupBy(report => report.Law).Where(law => law.All(report => report.Spoke == 0)).Select(law => law.Key));
    }
}
