namespace Dl.Functional;

/// <summary>The memory of one optimizer link: a flat vector for each of its slots.</summary>
/// <param name="Names">The names of the slots.</param>
/// <param name="Slots">All slots, of shape (slots, parameters).</param>
public sealed record LinkState<T>(Many<string> Names, Tensor<T> Slots) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var size = Names.Count == 0 ? 0 : Slots.Shape[1];
        var (walked, changed) = (new Tensor<T>[Names.Count], false);
        for (var i = 0; i < Names.Count; i++)
        {
            var slot = Slots.View(i * size, [size]);
            var leaf = walk.Leaf(Names[i], Role.Other, slot);
            if (leaf.On is Tape<T>) throw new DlException($"slot '{Names[i]}' is an optimizer's memory, which carries no gradient");
            walked[i] = leaf.Value;
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

/// <summary>The memory of an optimizer: that of each link, and the number of steps taken.</summary>
public sealed record OptimizerState<T>(Many<LinkState<T>> Links, long Steps) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var links = ImmutableArray.CreateBuilder<LinkState<T>>(Links.Count);
        for (var i = 0; i < Links.Count; i++) links.Add((LinkState<T>)walk.Branch(i, Links[i]));
        return new OptimizerState<T>(links.ToMany(), walk.Count("steps", Steps));
    }
}
