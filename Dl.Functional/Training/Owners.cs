namespace Dl.Functional;

/// <summary>The tensors that own the memory of a tree.</summary>
static class Owners
{
    /// <summary>Lets the memory of a tree leave a region.</summary>
    public static void Keep<T>(Region region, ITree<T> tree) where T : struct, IFloatingPointIeee754<T>
    {
        if (tree is not Empty<T>) tree.Walk(new Keeping<T>(region));
    }

    /// <summary>Whether a tensor owns any memory of a tree.</summary>
    public static bool Have<T>(ITree<T> tree, Tensor<T> owner) where T : struct, IFloatingPointIeee754<T>
    {
        var asking = new Asking<T>(owner);
        tree.Walk(asking);
        return asking.Found;
    }

    sealed class Keeping<T>(Region region) : Walk<T> where T : struct, IFloatingPointIeee754<T>
    {
        public override Var<T> Leaf(string name, Role role, Var<T> leaf)
        {
            region.Keep(leaf.Value.Owner);
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
