namespace Dl.Properties;

/// <summary>I6: element i depends on (key, i) alone: a longer weight begins with the shorter one's numbers, the same key
/// gives the same bits, another key other numbers.</summary>
public static class DrawLaw
{
    /// <summary>The law.</summary>
    public static Law<InitialiserCase> Of { get; } = new("draws", "number i depends on the key and i alone (I6)", asked =>
    {
        var (few, many) = (asked.Weights(33), asked.Weights(100));
        return Verdict.If(few.SameBits(many.View(0, few.Shape)), () => "a longer weight begins otherwise than a shorter one")
            .And(() => Verdict.If(many.SameBits(Workers.With(7, () => asked.Weights(100))), () => "the same key gives other bits"))
            .And(() => Verdict.If(!many.Equals((asked with { Key = asked.Key.Child(0) }).Weights(100)), () => "another key gives the same numbers"));
    });
}
