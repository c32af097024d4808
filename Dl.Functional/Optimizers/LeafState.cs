namespace Dl.Functional;

/// <summary>What a link remembers about one leaf: tensors of their own shapes.</summary>
/// <param name="Leaf">The leaf's path, with strokes for dots.</param>
/// <param name="Names">The names of the tensors.</param>
/// <param name="Items">The tensors.</param>
public sealed record LeafState<T>(string Leaf, Many<string> Names, Many<Tensor<T>> Items) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var walked = ImmutableArray.CreateBuilder<Tensor<T>>(Items.Count);
        for (var i = 0; i < Items.Count; i++) walked.Add(Memory.Walk(walk, Names[i], Items[i]));
        return this with { Items = walked.ToMany() };
    }
}

/// <summary>What a link remembers leaf by leaf.</summary>
/// <param name="Leaves">Each leaf's.</param>
public sealed record LeafStates<T>(Many<LeafState<T>> Leaves) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var walked = ImmutableArray.CreateBuilder<LeafState<T>>(Leaves.Count);
        foreach (var leaf in Leaves) walked.Add(walk.Branch(leaf.Leaf, leaf));
        return new LeafStates<T>(walked.ToMany());
    }
}

static class LeafState
{
    /// <summary>The name of a leaf as a part of a path.</summary>
    public static string NameOf(Slot slot) => slot.Path.Length == 0 ? "all" : slot.Path.Replace('.', '/');
}
