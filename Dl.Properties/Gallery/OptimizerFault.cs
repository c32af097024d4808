namespace Dl.Properties;

/// <summary>
/// One way in which an optimizer was once wrong: it makes the wrong one from the right one, whatever its settings, so that the
/// laws can draw and shrink them and a trace can be compared with it.
/// </summary>
/// <param name="Name">Its number in the gallery: <c>M52</c>.</param>
/// <param name="Source">Where the bug was found.</param>
/// <param name="Wrong">What is wrong, in one line.</param>
/// <param name="Right">The right one with settings that show the difference.</param>
/// <param name="Spoil">The wrong one in place of the right one; null where the right one has no such part.</param>
public sealed record OptimizerFault(string Name, string Source, string Wrong, Func<Key, Optimizer> Right, Func<Optimizer, Optimizer?> Spoil)
{
    /// <summary>The customary settings, for the tests of others.</summary>
    internal Usual Usual { get; init; } = new(rate => new Rate(rate), 1e-3, 1e-3);

    /// <summary>The wrong one under all laws of optimizers, claiming to be the right one.</summary>
    public Mutant Mutant => new(Name, Source, Wrong, LawBook.On(OptimizerLaws.Subject($"{Name} {Right(Key.Of(0)).Name()}", Right, right => Spoil(right) ?? right), OptimizerLaws.All).ToMany());

    /// <summary>Every link of a kind replaced by a wrong one.</summary>
    internal static Func<Optimizer, Optimizer?> Replace<L>(Func<L, ILink?> wrong) where L : ILink => right =>
    {
        var links = right.Links.Map(link => link is L one ? wrong(one) ?? link : link);
        return links.Equals(right.Links) ? null : new(links);
    };
}
