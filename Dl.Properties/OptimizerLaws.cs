namespace Dl.Properties;

/// <summary>The laws of optimizers, in one line of a test: <c>[Fact] public void MyRule() => OptimizerLaws.Hold(new MyRule());</c></summary>
public static class OptimizerLaws
{
    /// <summary>All laws of optimizers.</summary>
    public static Many<Law<OptimizerCase>> All { get; } = [OracleLaw.Of, CoordinateLaw.Of, StepLaw.Of, RestLaw.Of, NarrowLaw.Of];

    /// <summary>An optimizer under its laws, with settings drawn by a function.</summary>
    public static Subject<OptimizerCase> Subject(string name, Func<Key, Optimizer> optimizer) => new(name, (key, size) => OptimizerCase.Draw(optimizer, key, size));

    /// <summary>Checks every law of optimizers on settings drawn by a function of a key.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(Func<Key, ILink> link, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(link);
        LawBook.Hold(Subject(link(Key.Of(0)).Name, key => new([link(key)])), All, settings);
    }

    /// <summary>Checks every law of optimizers on one optimizer or link.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(Optimizer optimizer, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        LawBook.Hold(Subject(string.Join(" > ", optimizer.Links.Select(link => link.Name)), _ => optimizer), All, settings);
    }
}
