namespace Dl.Properties;

/// <summary>I6: the same key gives the same bits on any number of workers, another key other numbers; and element i depends on (key, i) alone: a
/// longer weight begins with the shorter one's numbers. An orthogonal matrix, whose numbers belong together, is excused from the last.</summary>
public static class DrawLaw
{
    /// <summary>The law.</summary>
    public static Law<InitialiserCase> Of { get; } = new("draws", "number i depends on the key and i alone (I6)", asked =>
    {
        var (few, many, claimed) = (asked.Weights(33), asked.Weights(100), Claimed.By(asked.Initialiser));
        return Verdict.If(claimed is Orthogonal || few.SameBits(many.View(0, few.Shape)), () => "a longer weight begins otherwise than a shorter one")
            .And(() => Verdict.If(many.SameBits(Workers.With(7, () => asked.Weights(100))), () => "the same key gives other bits"))
            .And(() => Verdict.If(claimed.Variance(asked.Fans) == 0 || !many.Equals((asked with { Key = asked.Key.Child(0) }).Weights(100)), () => "another key gives the same numbers"));
    });
}
