namespace Dl.Properties;

/// <summary>The laws of initialisers, in one line of a test: <c>[Fact] public void Mine() => InitialiserLaws.Hold(new Mine());</c></summary>
public static class InitialiserLaws
{
    /// <summary>All laws of initialisers.</summary>
    public static Many<Law<InitialiserCase>> All { get; } = [MomentLaw.Of, LimitLaw.Of, TruncationLaw.Of, OrthogonalLaw.Of, DrawLaw.Of, SignalLaw.Of];

    /// <summary>An initialiser under its laws, with settings drawn by a function.</summary>
    public static Subject<InitialiserCase> Subject(string name, Func<Key, IInitialiser> initialiser) => new(name, (key, size) => InitialiserCase.Draw(initialiser, key, size));

    /// <summary>Checks every law of initialisers on one of them.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(IInitialiser initialiser, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(initialiser);
        LawBook.Hold(Subject(initialiser.GetType().Name, _ => initialiser), All, settings);
    }
}
