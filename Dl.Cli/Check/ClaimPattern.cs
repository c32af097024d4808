using Dl.Core;
using Dl.CSharp;
using Dl.Properties;

namespace Dl.Cli;

/// <summary>Which claims a pattern means: those of things whose name contains it, or with a <c>/</c> in it those whose thing/law does; * stands for anything.</summary>
static class ClaimPattern
{
    /// <summary>The claims that a pattern means; all without one.</summary>
    /// <exception cref="DlException">It means none; the message names the nearest, and how a law of that name is asked for.</exception>
    public static Claim[] Choose(IReadOnlyCollection<Claim> all, string? pattern)
    {
        if (pattern is null) return [.. all];
        var named = IsOfLaws(pattern);
        var chosen = all.Where(claim => Matches(pattern, named ? Name(claim) : claim.Thing)).ToArray();
        return chosen.Length > 0 ? chosen : throw new DlException(
            $"--only {pattern}: {(named ? "nothing" : "no thing")} is called so; {NearNames.Of(pattern, all.Select(claim => named ? Name(claim) : claim.Thing))}{Law(all, pattern)}");
    }

    static bool IsOfLaws(string pattern) => pattern.Contains('/', StringComparison.Ordinal);

    static string Name(Claim claim) => $"{claim.Thing}/{claim.Law}";

    static string Law(IReadOnlyCollection<Claim> all, string pattern) => !IsOfLaws(pattern) && all.FirstOrDefault(claim => Matches(pattern, claim.Law)) is { } one ? $"; the law of that name is */{one.Law}" : "";

    // Exactly thing/law if there is no * in it, so that a replay asks that law alone.
    static bool Matches(string pattern, string name)
    {
        if (IsOfLaws(pattern) && !pattern.Contains('*', StringComparison.Ordinal)) return name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
        var at = 0;
        foreach (var part in pattern.Split('*', StringSplitOptions.RemoveEmptyEntries))
        {
            at = name.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
            if (at < 0) return false;
            at += part.Length;
        }
        return true;
    }
}
