namespace Dl.Functional;

/// <summary>The memory of a link that keeps flat vectors: one for each of its slots.</summary>
/// <param name="Names">The names of the slots.</param>
/// <param name="Slots">All slots, of shape (slots, parameters).</param>
public sealed record LinkState<T>(Many<string> Names, Tensor<T> Slots) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>Slots of zeros.</summary>
    public static LinkState<T> Zeros(Many<string> names, int size)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new(names, Tensor<T>.Zeros([names.Count, size]));
    }

    /// <summary>Slot <paramref name="i"/>.</summary>
    public Tensor<T> this[int i] => Slots.View(i * Slots.Shape[1], [Slots.Shape[1]]);

    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        if (Names.Count == 0) return this;
        var (walked, changed) = (new Tensor<T>[Names.Count], false);
        for (var i = 0; i < Names.Count; i++)
        {
            var slot = this[i];
            walked[i] = Memory.Walk(walk, Names[i], slot);
            if (walked[i].Shape != slot.Shape) throw new DlException($"slot '{Names[i]}' has shape {slot.Shape}, not {walked[i].Shape}");
            changed |= !ReferenceEquals(walked[i], slot);
        }
        return changed ? this with { Slots = Stacked(walked, Slots.Shape) } : this;
    }

    static Tensor<T> Stacked(Tensor<T>[] slots, Shape shape) => slots.Any(slot => slot.IsHollow) ? Tensor<T>.Hollow(shape) : Tensor<T>.Build(shape, slots, static (into, slots) =>
    {
        var start = 0;
        foreach (var slot in slots)
        {
            slot.Span.CopyTo(into[start..]);
            start += slot.Shape.Size;
        }
    });
}

static class Memory
{
    /// <summary>A leaf of an optimizer's memory.</summary>
    /// <exception cref="DlException">It was put on a tape.</exception>
    public static Tensor<T> Walk<T>(Walk<T> walk, string name, Tensor<T> slot) where T : struct, IFloatingPointIeee754<T>
    {
        var leaf = walk.Leaf(name, Role.Other, slot);
        return leaf.On is Tape<T> ? throw new DlException($"slot '{name}' is an optimizer's memory, which carries no gradient") : leaf.Value;
    }
}

/// <summary>The memory of a link around optimizers: flat vectors of its own, and theirs.</summary>
/// <param name="Own">The link's own.</param>
/// <param name="Inner">Those of the optimizers inside.</param>
public sealed record WrapperState<T>(LinkState<T> Own, Many<OptimizerState<T>> Inner) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var own = walk.Branch("own", Own);
        var inner = ImmutableArray.CreateBuilder<OptimizerState<T>>(Inner.Count);
        for (var i = 0; i < Inner.Count; i++) inner.Add((OptimizerState<T>)walk.Branch(i, Inner[i]));
        return new WrapperState<T>(own, inner.ToMany());
    }
}

/// <summary>The memory of an optimizer: that of each link, the number of steps taken, and where the leaves lie.</summary>
/// <param name="Links">The memory of each link.</param>
/// <param name="Steps">The number of steps taken.</param>
/// <param name="Layout">Where the leaves lie in the flat vector.</param>
public sealed record OptimizerState<T>(Many<ITree<T>> Links, long Steps, Layout Layout) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var (links, steps) = (walk.Branches(Links), walk.Count("steps", Steps));
        return ReferenceEquals(links, Links) && steps == Steps ? this : new OptimizerState<T>(links, steps, Layout);
    }
}
