using System.Runtime.CompilerServices;

namespace Dl.Functional;

/// <summary>
/// A record whose leaves are tensors: parameters, layer state, optimizer state. One hand-written line makes a record one:
/// rebuild yourself from the same walk over each leaf, each branch and each counter, in a fixed order.
/// JAX: pytree; PyTorch: <c>state_dict</c>.
/// </summary>
/// <example><code>
/// public ITree&lt;T&gt; Walk(Walk&lt;T&gt; walk) =&gt; new DenseParams&lt;T&gt;(
///     walk.Leaf("weight", Role.Matrix, Weight), walk.Leaf("bias", Role.Bias, Bias));
/// </code></example>
/// <remarks>Laws: rebuilding from its own leaves gives the value; paths are unique and stable; a leaf is known by its
/// position, never by identity or value.</remarks>
public interface ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>The same record with every leaf, branch and counter replaced by what the walk makes of it.</summary>
    ITree<T> Walk(Walk<T> walk);
}

/// <summary>What a leaf is, so that decay, freezing and matrix-shaped rules select by role and not by rank or name.</summary>
public enum Role
{
    /// <summary>None of the others: statistics, slots.</summary>
    Other,

    /// <summary>A matrix of weights (in, out).</summary>
    Matrix,

    /// <summary>A convolution kernel.</summary>
    Kernel,

    /// <summary>A bias.</summary>
    Bias,

    /// <summary>The scale of a normalisation.</summary>
    Scale,

    /// <summary>The shift of a normalisation.</summary>
    Shift,

    /// <summary>A table of embeddings.</summary>
    Embedding,
}

/// <summary>A visit to every leaf of a tree, in order, that may replace it.</summary>
public abstract class Walk<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>A leaf.</summary>
    /// <param name="name">Its name among its siblings, without dots.</param>
    /// <param name="role">What it is.</param>
    /// <param name="leaf">The leaf.</param>
    public abstract Var<T> Leaf(string name, Role role, Var<T> leaf);

    /// <summary>A branch.</summary>
    public virtual P Branch<P>(string name, P branch) where P : ITree<T>
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return (P)branch.Walk(this);
    }

    /// <summary>A branch that is known by its number.</summary>
    public virtual ITree<T> Branch(int index, ITree<T> branch)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return branch.Walk(this);
    }

    /// <summary>A whole number: a counter is never a float.</summary>
    public virtual long Count(string name, long count) => count;
}

/// <summary>The tree without leaves: the parameters of an activation, the state of a layer that has none.</summary>
public sealed record Empty<T> : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    Empty() { }

    /// <summary>The only one.</summary>
    public static Empty<T> It { get; } = new();

    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => this;
}

/// <summary>A list of trees, named by number: the parameters of a sequence of layers.</summary>
public sealed record Trees<T>(Many<ITree<T>> Items) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var walked = walk.Branches(Items);
        return ReferenceEquals(walked, Items) ? this : new Trees<T>(walked);
    }
}

/// <summary>A list of tensors as a tree, for functions of a few tensors that need no record.</summary>
public sealed record Leaves<T>(Many<Var<T>> Items) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>The tensors as constants.</summary>
    public static Leaves<T> Of(params Tensor<T>[] items) => new(items.Select(item => new Var<T>(item)).ToMany());

    /// <summary>Leaf <paramref name="i"/>.</summary>
    public Var<T> this[int i] => Items[i];

    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var walked = ImmutableArray.CreateBuilder<Var<T>>(Items.Count);
        for (var i = 0; i < Items.Count; i++) walked.Add(walk.Leaf(Number.Name(i), Role.Other, Items[i]));
        return new Leaves<T>(walked.Drained());
    }
}

static class Walks
{
    /// <summary>Branches known by their number; the same list if none of them changes.</summary>
    public static Many<ITree<T>> Branches<T>(this Walk<T> walk, Many<ITree<T>> items) where T : struct, IFloatingPointIeee754<T>
    {
        var walked = default(ImmutableArray<ITree<T>>.Builder);
        for (var i = 0; i < items.Count; i++)
        {
            var branch = walk.Branch(i, items[i]);
            if (walked is null && ReferenceEquals(branch, items[i])) continue;
            if (walked is null)
            {
                walked = ImmutableArray.CreateBuilder<ITree<T>>(items.Count);
                for (var before = 0; before < i; before++) walked.Add(items[before]);
            }
            walked.Add(branch);
        }
        return walked?.Drained() ?? items;
    }
}

static class Number
{
    public static string Name(int i) => i.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
