using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>Whether a file has the leaves of a tree, in their shapes, and no other.</summary>
internal static class LeafNames
{
    /// <summary>Lists what is missing, too many or of another shape.</summary>
    /// <param name="leaves">The leaves of the tree.</param>
    /// <param name="file">The file.</param>
    /// <param name="complaint">What its tensors then are: <c>are not those of its network</c>.</param>
    /// <exception cref="DlException">They differ.</exception>
    public static void Match(IEnumerable<Leaf<float>> leaves, SafeTensorFile file, string complaint)
    {
        var wanted = leaves.ToDictionary(leaf => leaf.Path, leaf => leaf.Value.Shape);
        var given = file.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Shape);
        string[] complaints =
        [
            .. Listed("missing", wanted.Keys.Where(name => !given.ContainsKey(name))),
            .. Listed("too many", given.Keys.Where(name => !wanted.ContainsKey(name))),
            .. Listed("of another shape", wanted.Where(leaf => given.TryGetValue(leaf.Key, out var shape) && shape != leaf.Value)
                .Select(leaf => $"{leaf.Key} ({given[leaf.Key]} instead of {leaf.Value})")),
        ];
        if (complaints.Length > 0) throw new DlException($"its tensors {complaint}: {string.Join("; ", complaints)}");

        static IEnumerable<string> Listed(string what, IEnumerable<string> names) => names.Any() ? [$"{what}: {string.Join(", ", names)}"] : [];
    }
}
