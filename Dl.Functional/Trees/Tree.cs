using System.Runtime.CompilerServices;

namespace Dl.Functional;

/// <summary>A leaf of a tree, with its path from the root: <c>0.weight</c>.</summary>
public readonly record struct Leaf<T>(string Path, Role Role, Var<T> Value) where T : struct, IFloatingPointIeee754<T>;

/// <summary>A named whole number of a tree.</summary>
public readonly record struct Counter(string Path, long Value);

/// <summary>What follows from <see cref="ITree{T}.Walk"/>: leaves, names, map, zip, rebuild.</summary>
public static class Tree
{
    /// <summary>All leaves in order, with path and role.</summary>
    public static Many<Leaf<T>> Leaves<T>(ITree<T> tree) where T : struct, IFloatingPointIeee754<T> => Seen(tree).Leaves.Drained();

    /// <summary>All counters in order, with path.</summary>
    public static Many<Counter> Counters<T>(ITree<T> tree) where T : struct, IFloatingPointIeee754<T> => Seen(tree).Counters.Drained();

    /// <summary>The number of scalars in all leaves.</summary>
    public static long Size<T>(ITree<T> tree) where T : struct, IFloatingPointIeee754<T> => Leaves(tree).Sum(leaf => (long)leaf.Value.Shape.Size);

    /// <summary>The tree with each leaf replaced. Laws: the identity changes nothing; two maps are one map of both.</summary>
    public static P Map<T, P>(P tree, Func<Leaf<T>, Var<T>> f) where T : struct, IFloatingPointIeee754<T> where P : ITree<T> =>
        (P)tree.Walk(new Mapping<T>(f));

    /// <summary>The tree with each leaf replaced by a function of it and of the leaf at the same place of another tree.</summary>
    /// <exception cref="DlException">The trees differ in a path or in the number of leaves.</exception>
    public static P Zip<T, P>(P tree, P other, Func<Var<T>, Var<T>, Var<T>> f) where T : struct, IFloatingPointIeee754<T> where P : ITree<T>
    {
        var (mine, theirs) = (Leaves(tree), Leaves(other));
        for (var i = 0; i < Math.Max(mine.Count, theirs.Count); i++)
        {
            var (left, right) = (i < mine.Count ? mine[i].Path : "nothing", i < theirs.Count ? theirs[i].Path : "nothing");
            if (left != right) throw new DlException($"trees of another form: leaf {i} is '{left}' in one and '{right}' in the other");
        }
        var at = 0;
        return Map<T, P>(tree, leaf => f(leaf.Value, theirs[at++].Value));
    }

    /// <summary>The tree with its leaves, in order, replaced by the given tensors.</summary>
    /// <exception cref="DlException">The number of tensors, or a shape, differs.</exception>
    public static P Rebuild<T, P>(P tree, IReadOnlyList<Tensor<T>> leaves) where T : struct, IFloatingPointIeee754<T> where P : ITree<T>
    {
        ArgumentNullException.ThrowIfNull(leaves);
        var at = 0;
        var rebuilt = Map<T, P>(tree, leaf =>
            at >= leaves.Count ? throw new DlException($"the tree has more leaves than the {leaves.Count} tensors given: '{leaf.Path}' has none")
            : leaves[at].Shape != leaf.Value.Shape ? throw new DlException($"leaf '{leaf.Path}' has shape {leaf.Value.Shape}, not {leaves[at].Shape}")
            : leaves[at++]);
        return at == leaves.Count ? rebuilt : throw new DlException($"the tree has {at} leaves, but {leaves.Count} tensors were given");
    }

    /// <summary>The tree with its counters replaced by path; a path that is not given keeps its value.</summary>
    public static P WithCounters<T, P>(P tree, IReadOnlyDictionary<string, long> counters) where T : struct, IFloatingPointIeee754<T> where P : ITree<T> =>
        (P)tree.Walk(new Counting<T>(counters));

    static Seeing<T> Seen<T>(ITree<T> tree) where T : struct, IFloatingPointIeee754<T>
    {
        var seeing = new Seeing<T>();
        tree.Walk(seeing);
        return seeing;
    }

    /// <summary>A walk that knows where it is.</summary>
    abstract class Named<T> : Walk<T> where T : struct, IFloatingPointIeee754<T>
    {
        string path = "";

        protected string Path(string name) => path + name;

        public override P Branch<P>(string name, P branch)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            var outer = path;
            path = $"{outer}{name}.";
            var walked = (P)branch.Walk(this);
            path = outer;
            return walked;
        }

        public override ITree<T> Branch(int index, ITree<T> branch) => Branch(Number.Name(index), branch);
    }

    sealed class Seeing<T> : Named<T> where T : struct, IFloatingPointIeee754<T>
    {
        public ImmutableArray<Leaf<T>>.Builder Leaves { get; } = ImmutableArray.CreateBuilder<Leaf<T>>();

        public ImmutableArray<Counter>.Builder Counters { get; } = ImmutableArray.CreateBuilder<Counter>();

        public override Var<T> Leaf(string name, Role role, Var<T> leaf)
        {
            Leaves.Add(new(Path(name), role, leaf));
            return leaf;
        }

        public override long Count(string name, long count)
        {
            Counters.Add(new(Path(name), count));
            return count;
        }
    }

    sealed class Mapping<T>(Func<Leaf<T>, Var<T>> f) : Named<T> where T : struct, IFloatingPointIeee754<T>
    {
        public override Var<T> Leaf(string name, Role role, Var<T> leaf) => f(new(Path(name), role, leaf));
    }

    sealed class Counting<T>(IReadOnlyDictionary<string, long> counters) : Named<T> where T : struct, IFloatingPointIeee754<T>
    {
        public override Var<T> Leaf(string name, Role role, Var<T> leaf) => leaf;

        public override long Count(string name, long count) => counters.TryGetValue(Path(name), out var known) ? known : count;
    }
}
