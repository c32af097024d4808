namespace Dl.Properties;

/// <summary>A case of laws that need randomness and nothing else: all they use is drawn from the key, as large as the scale says.</summary>
/// <param name="Key">What the law draws from.</param>
/// <param name="Scale">How large it draws, at least 1.</param>
public sealed record SeedCase(Key Key, int Scale) : Case
{
    /// <summary>The subject of this name whose cases are keys and scales.</summary>
    public static Subject<SeedCase> Subject(string name) => new(name, (key, size) => new(key, size));

    /// <inheritdoc/>
    public override string Source => FormattableString.Invariant($"new SeedCase({Text(Key)}, {Scale})");

    /// <inheritdoc/>
    public override Measure Measure => Weigh(Key, Scale);

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller() => Smaller(Key, Scale).Select(at => new SeedCase(at.Key, at.Scale));

    internal static string Text(Key key) => Small(key) is { } seed ? FormattableString.Invariant($"Key.Of({seed})") : FormattableString.Invariant($"new Key({key.Seed}UL, {key.Gamma}UL)");

    internal static Measure Weigh(Key key, int scale) => new((scale > 1 ? 1 : 0) + (Small(key) is null ? 1 : 0), scale, (int)(Small(key) ?? 99));

    /// <summary>Smaller scales first, then the keys that are short to write.</summary>
    internal static IEnumerable<(Key Key, int Scale)> Smaller(Key key, int scale) =>
        Enumerable.Range(1, scale - 1).Select(smaller => (key, smaller)).Concat(Simple.Select(simple => (simple, scale)).Where(at => Weigh(at.simple, scale) < Weigh(key, scale)));

    static readonly Many<Key> Simple = [Key.Of(0), Key.Of(1), Key.Of(2), Key.Of(3)];

    static long? Small(Key key)
    {
        for (var i = 0; i < Simple.Count; i++)
            if (Simple[i] == key)
                return i;
        return null;
    }
}
