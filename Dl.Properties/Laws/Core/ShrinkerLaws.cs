namespace Dl.Properties;

/// <summary>The laws of the shrinker, over the cases of every op of this library: what it proposes is valid and smaller, and it ends.</summary>
public static class ShrinkerLaws
{
    // From any number to 1 it is at most five steps: sixteenths, halves, wholes, 0, 1. Those that a change of shape brings are 1. Shapes and settings take the rest.
    static int Longest(OpCase asked) => 100 + 5 * (asked.Cotangent.Shape.Size + asked.Inputs.Sum(input => input.Shape.Size));

    static readonly Many<Func<Key, int, Example>> Ops = Catalogue.Types(typeof(IOp).Assembly, typeof(IOp)).Select(type => Catalogue.Drawer<Func<Key, int, Example>>(type)).OfType<Func<Key, int, Example>>().ToMany();

    /// <summary>What is proposed is valid.</summary>
    public static Law<OpCase> Valid { get; } = ValidFor(asked => asked.Smaller().Cast<OpCase>());

    /// <summary>It ends.</summary>
    public static Law<OpCase> Ends { get; } = EndsFor(asked => asked.Smaller().Cast<OpCase>());

    /// <summary>Every claim.</summary>
    public static Many<Claim> All { get; } = 
    [
        new Claim<OpCase>(new("shrinker", (key, size) => Draw(key, Math.Min(size, 4))), Valid), new Claim<OpCase>(new("shrinker", (key, size) => Draw(key, Math.Min(size, 2))), Ends),
    ];

    /// <summary>What is proposed is valid, for a way of proposing.</summary>
    public static Law<OpCase> ValidFor(Func<OpCase, IEnumerable<OpCase>> smaller) => new("valid", "the op takes the inputs of every smaller case, and its cotangent has the shape of the value", asked =>
        smaller(asked).Aggregate(Verdict.Holds, (all, proposed) => all.And(() => Fits(proposed))));

    /// <summary>Shrinking ends, for a way of proposing.</summary>
    public static Law<OpCase> EndsFor(Func<OpCase, IEnumerable<OpCase>> smaller) => new("ends", "taking the first smaller case again and again, whatever else it is, ends with a case that is not larger, within 5 steps for each number and 100 for shapes and settings", asked =>
    {
        var (at, steps, longest) = (asked, 0, Longest(asked));
        for (; smaller(at).FirstOrDefault(next => next.Measure < at.Measure) is { } next && steps <= longest; steps++) at = next;
        // The last of the proposals is the most timid one: the longest way down.
        var (timid, far) = (asked, 0);
        for (; smaller(timid).Reverse().FirstOrDefault(next => next.Measure < timid.Measure) is { } next && far <= longest; far++) timid = next;
        return Verdict.If(steps <= longest && far <= longest, () => $"after {Math.Max(steps, far)} steps it is still at {at.Source}")
            .And(() => Verdict.If(at.Measure <= asked.Measure && timid.Measure <= asked.Measure, () => $"it ends at the larger {at.Source}"));
    });

    static OpCase Draw(Key key, int size) => OpCase.Draw(Ops[key.Below(Ops.Count, 0)], key, size);

    static Verdict Fits(OpCase proposed)
    {
        try
        {
            var value = proposed.Op.Rule(proposed.Inputs).Value;
            return Verdict.If(value.Shape == proposed.Cotangent.Shape, () => $"the value is {value.Shape}, the cotangent {proposed.Cotangent.Shape}: {proposed.Source}");
        }
        catch (DlException error)
        {
            return Verdict.Broken($"the op refuses {proposed.Source}: {error.Message}");
        }
    }
}
