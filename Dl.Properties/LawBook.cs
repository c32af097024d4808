namespace Dl.Properties;

/// <summary>Things and their laws together.</summary>
public static class LawBook
{
    /// <summary>Every law on one thing.</summary>
    public static IEnumerable<Claim> On<C>(Subject<C> subject, IEnumerable<Law<C>> laws) where C : Case
    {
        ArgumentNullException.ThrowIfNull(laws);
        return laws.Select(law => new Claim<C>(subject, law));
    }

    /// <summary>Checks every law on one thing.</summary>
    /// <exception cref="LawException">A law is broken, or its oracle too often cannot tell.</exception>
    public static void Hold<C>(Subject<C> subject, IEnumerable<Law<C>> laws, CheckSettings? settings = null) where C : Case
    {
        foreach (var claim in On(subject, laws)) Hold(claim, settings);
    }

    /// <summary>Checks one law on one thing.</summary>
    /// <exception cref="LawException">The law is broken, or its oracle too often cannot tell.</exception>
    public static void Hold(Claim claim, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var report = claim.Check(settings ?? new());
        if (report.Holds) return;
        throw new LawException(report.Found ?? new(claim.Thing, claim.Law, claim.Says, "none",
            $"the oracle could not tell in {report.Inconclusive} of {report.Cases} cases: draw examples of ordinary size, away from kinks", 0, new(0, 1)));
    }
}
