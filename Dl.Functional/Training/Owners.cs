namespace Dl.Functional;

/// <summary>The tensors that own the memory of a tree.</summary>
static class Owners
{
    /// <summary>Lets the memory of a tree leave the open region.</summary>
    public static void Keep<T>(ITree<T> tree) where T : struct, IFloatingPointIeee754<T> => tree.Walk(Keeping<T>.It);

    /// <summary>Whether a tensor owns any memory of a tree.</summary>
    public static bool Have<T>(ITree<T> tree, Tensor<T> owner) where T : struct, IFloatingPointIeee754<T>
    {
        var asking = new Asking<T>(owner);
        tree.Walk(asking);
        return asking.Found;
    }

    sealed class Keeping<T> : Walk<T> where T : struct, IFloatingPointIeee754<T>
    {
        public static Keeping<T> It { get; } = new();

        public override Var<T> Leaf(string name, Role role, Var<T> leaf)
        {
            Region.Current?.Keep(leaf.Value.Owner);
            return leaf;
        }
    }

    sealed class Asking<T>(Tensor<T> owner) : Walk<T> where T : struct, IFloatingPointIeee754<T>
    {
        public bool Found { get; private set; }

        public override Var<T> Leaf(string name, Role role, Var<T> leaf)
        {
            Found |= ReferenceEquals(leaf.Value.Owner, owner);
            return leaf;
        }
    }
}
