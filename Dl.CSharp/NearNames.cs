namespace Dl.CSharp;

/// <summary>What a message about a name that nothing has ends with: the names that there are, or of many the nearest ones.</summary>
public static class NearNames
{
    const int Few = 12, Shown = 5;

    /// <summary><c>known are line, wave</c>; of more than 12 names the five nearest: <c>nearest of 34 are adam, adamw, nadam, radam, adamax</c>.</summary>
    /// <param name="name">The name that nothing has; a <c>*</c> in it counts for nothing.</param>
    /// <param name="known">The names that there are.</param>
    public static string Of(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        var (all, asked) = (known.Distinct().ToArray(), Plain(name.Replace("*", "", StringComparison.Ordinal)));
        return all.Length <= Few
            ? $"known are {string.Join(", ", all)}"
            : $"nearest of {all.Length} are {string.Join(", ", all.OrderBy(one => Share(asked, Plain(one))).Take(Shown))}";
    }

    // Edits as a share of the longer name; a name within the other one is half as far.
    static double Share(string asked, string one) =>
        (double)Edits(asked, one) / Math.Max(1, Math.Max(asked.Length, one.Length)) / (asked.Length > 0 && (one.Contains(asked, StringComparison.Ordinal) || asked.Contains(one, StringComparison.Ordinal)) ? 2 : 1);

    // Levenshtein's distance, with letters that changed places as one edit.
    static int Edits(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
                edits[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1,
                    i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? Math.Min(edits[i - 2, j - 2] + 1, Changed(i, j)) : Changed(i, j));
        return edits[a.Length, b.Length];

        int Changed(int i, int j) => edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
    }

    static string Plain(string name) => name.ToUpperInvariant();
}
