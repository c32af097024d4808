namespace Dl.Properties;

/// <summary>
/// One draw that a law is asked about. It prints itself as C# that makes it again, knows how large it is, and proposes
/// smaller ones. Law: every proposal is valid; one that is not smaller by <see cref="Measure"/> is passed over.
/// </summary>
public abstract record Case
{
    /// <summary>C# that makes this case again.</summary>
    public abstract string Source { get; }

    /// <summary>How large it is; see <see cref="Size"/> for the count that people read.</summary>
    public abstract Measure Measure { get; }

    /// <summary>The size of a counterexample: drawn numbers that are neither 0 nor 1, plus settings off their default.</summary>
    public int Size => Measure.Interesting;

    /// <summary>Smaller cases, the boldest first.</summary>
    public abstract IEnumerable<Case> Smaller();
}

/// <summary>How large a case is, compared from left to right.</summary>
/// <param name="Interesting">Drawn numbers that are neither 0 nor 1, plus settings off their default.</param>
/// <param name="Numbers">All drawn numbers.</param>
/// <param name="Digits">The length of all numbers when written: 1 is simpler than 0, both than 0.375.</param>
public readonly record struct Measure(int Interesting, int Numbers, int Digits) : IComparable<Measure>
{
    /// <summary>The measures of two parts together.</summary>
    public static Measure operator +(Measure a, Measure b) => new(a.Interesting + b.Interesting, a.Numbers + b.Numbers, a.Digits + b.Digits);

    /// <inheritdoc/>
    public int CompareTo(Measure other) =>
        (Numbers, Interesting, Digits).CompareTo((other.Numbers, other.Interesting, other.Digits));

    /// <summary>Smaller.</summary>
    public static bool operator <(Measure a, Measure b) => a.CompareTo(b) < 0;

    /// <summary>Larger.</summary>
    public static bool operator >(Measure a, Measure b) => a.CompareTo(b) > 0;

    /// <summary>Not larger.</summary>
    public static bool operator <=(Measure a, Measure b) => a.CompareTo(b) <= 0;

    /// <summary>Not smaller.</summary>
    public static bool operator >=(Measure a, Measure b) => a.CompareTo(b) >= 0;
}
