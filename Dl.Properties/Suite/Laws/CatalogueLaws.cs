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

    /// <summary>Claims on several threads give the reports of one thread, counterexamples too, in the order of the claims.</summary>
    [Fact]
    public void ThreadsChangeNoReport()
    {
        var claims = Catalogue.Dl().Where(claim => claim.Thing is "Dense" or "Adam" or "Conv2dOp").Concat(Gallery.All.Single(mutant => mutant.Name == "M30").Claims).ToArray();
        var alone = claims.Select(claim => claim.Check(new(Cases: 10))).ToArray();
        Assert.Contains(alone, report => report.Found is not null);
        Assert.Equal(alone, LawBook.Check(claims, new(Cases: 10), 1));
        Assert.Equal(alone, LawBook.Check(claims, new(Cases: 10), 7));
    }

    /// <summary>Doubt is counted by the cases that a law spoke of.</summary>
    [Fact]
    public void DoubtIsAShareOfWhatWasSpokenOf()
    {
        LawReport Of(int cases, int spoke, int inconclusive) => new("thing", "law", cases, spoke, inconclusive, 0, null);
        Assert.Equal((0, 0.5), (Of(100, 0, 0).Unsure, Of(100, 10, 5).Unsure));
        Assert.True(Of(1000, 500, 5).Holds);
        Assert.False(Of(1000, 500, 6).Holds);
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
