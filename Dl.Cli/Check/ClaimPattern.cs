using Dl.Core;
using Dl.Properties;

namespace Dl.Cli;

/// <summary>Which claims a pattern means: things, or thing/law, whose name contains it; * stands for anything.</summary>
static class ClaimPattern
{
    /// <summary>The claims that a pattern means; all without one.</summary>
    /// <exception cref="DlException">It means none; the message lists what there is.</exception>
    public static Claim[] Choose(IReadOnlyCollection<Claim> all, string? pattern)
    {
        var chosen = all.Where(claim => pattern is null || Matches(pattern, claim)).ToArray();
        return chosen.Length > 0 ? chosen : throw new DlException(
            $"--only {pattern}: nothing is called so; there are {string.Join(", ", all.Select(claim => claim.Thing).Distinct())}, each also as thing/law with a law of {string.Join(", ", all.Select(claim => claim.Law).Distinct())}");
    }

    // Exactly a thing or thing/law if there is one of that name, so that a replay asks that law alone.
    static bool Matches(string pattern, Claim claim)
    {
        var name = $"{claim.Thing}/{claim.Law}";
        if (pattern.Contains('/', StringComparison.Ordinal) && !pattern.Contains('*', StringComparison.Ordinal)) return name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
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
