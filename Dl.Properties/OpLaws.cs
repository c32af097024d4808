using System.Diagnostics.CodeAnalysis;

namespace Dl.Properties;

/// <summary>
/// The laws of ops, in one line of a test, under any test framework:
/// <c>[Fact] public void MyOp() => OpLaws.Hold(MyOp.Example);</c>
/// </summary>
public static class OpLaws
{
    /// <summary>All laws of ops.</summary>
    public static Many<Law<OpCase>> All { get; } =
    [
        GradientLaw.Of, ForwardLaw.Of, LinearLaw.Of, RecipeLaw.Of, SharingLaw.Of, ChainLaw.Of, SecondOrderLaw.Of, DegenerateLaw.Of,
        CompleteLaw.Of, PurityLaw.Of, FusionLaw.Of, FloatLaw.Of,
    ];

    /// <summary>An op under its laws, with examples drawn by a function.</summary>
    public static Subject<OpCase> Subject(string name, Func<Key, int, Example> example) => new(name, (key, size) => OpCase.Draw(example, key, size));

    /// <summary>Checks every law of ops on examples drawn by a function of a key and a size.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(Func<Key, int, Example> example, CheckSettings? settings = null) =>
        LawBook.Hold(Subject(example(Key.Of(0), 1).Op.Name, example), All, settings);

    /// <summary>Checks every law of ops on an op type with a static <c>Example(Key, int)</c>.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] O>(CheckSettings? settings = null) where O : IOp =>
        Hold(Catalogue.Drawer<Func<Key, int, Example>>(typeof(O)) ?? throw new ArgumentException($"{typeof(O).Name} has no public static Example(Key, int) that returns an Example: write one, or give a function"), settings);
}

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
