using Dl.Core;

namespace Dl.CSharp;

/// <summary>Preprocessing as it is typed: <c>none</c>, <c>unit</c>, <c>centre</c> or <c>standardise</c>, of each feature, or of what stands behind a colon:
/// <c>standardise:channel</c>. Law: parsing the text of a scaling gives it back.</summary>
public static class Scalings
{
    /// <summary>What can be done.</summary>
    public static Many<string> Names => [.. Known.Select(one => one.Name)];

    /// <summary>To which numbers together; the first where nothing is said.</summary>
    public static Many<string> Groups => [.. Shared.Select(one => one.Name)];

    static readonly (string Name, Scaling Value)[] Known = [("none", Scaling.None), ("unit", Scaling.Unit), ("centre", Scaling.Centre), ("standardise", Scaling.Standardise)];

    static readonly (string Name, Per Value)[] Shared = [("feature", Per.Feature), ("channel", Per.Channel), ("whole", Per.Whole), ("example", Per.Example)];

    /// <summary>What a text says.</summary>
    /// <exception cref="DlException">It says neither of them.</exception>
    public static (Scaling Scaling, Per Per) Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        var (scaling, group) = (Known.FirstOrDefault(one => one.Name == parts[0]), parts.Length == 1 ? Shared[0] : Shared.FirstOrDefault(one => one.Name == parts[1]));
        return parts.Length <= 2 && scaling.Name is not null && group.Name is not null ? (scaling.Value, group.Value)
            : throw new DlException($"there is no scaling '{text}'; known are {string.Join(", ", Names)}, and behind a colon {string.Join(", ", Groups)}: standardise:channel");
    }

    /// <summary>A scaling as it is typed.</summary>
    public static string Text(Scaling scaling, Per per) => $"{Known.Single(one => one.Value == scaling).Name}:{Shared.Single(one => one.Value == per).Name}";
}
