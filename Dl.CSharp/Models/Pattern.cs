using Dl.Core;

namespace Dl.CSharp;

/// <summary>Names by pattern: * stands for anything, and a pattern without one may stand anywhere in the name.</summary>
public static class Pattern
{
    /// <summary>The things whose name fits; all when there is no pattern.</summary>
    public static Many<A> Chosen<A>(Many<A> all, Func<A, string> nameOf, string? pattern)
    {
        ArgumentNullException.ThrowIfNull(nameOf);
        return pattern is null ? all : [.. all.Where(one => Fits(nameOf(one), pattern))];
    }

    /// <summary>Whether a name in lower case fits.</summary>
    public static bool Fits(string name, string pattern)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(pattern);
        var parts = pattern.ToLowerInvariant().Split('*');
        if (parts.Length == 1) return name.Contains(parts[0], StringComparison.Ordinal);
        if (!name.StartsWith(parts[0], StringComparison.Ordinal) || !name.EndsWith(parts[^1], StringComparison.Ordinal) || name.Length < parts[0].Length + parts[^1].Length) return false;
        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            at = name.IndexOf(part, at, StringComparison.Ordinal);
            if (at < 0) return false;
            at += part.Length;
        }
        return at <= name.Length - parts[^1].Length;
    }
}
