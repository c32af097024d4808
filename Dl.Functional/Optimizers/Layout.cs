namespace Dl.Functional;

/// <summary>Where the leaves lie in the flat vector of an optimizer: one behind the other, without gaps.</summary>
/// <param name="Slots">The leaves, in order.</param>
public sealed record Layout(Many<Slot> Slots)
{
    /// <summary>A vector that is one leaf of no role.</summary>
    public static Layout Of(int size) => new([new("", Role.Other, [size], 0)]);

    /// <summary>The length of the vector.</summary>
    public int Size => Slots.Count == 0 ? 0 : Slots[^1].Start + Slots[^1].Shape.Size;

    /// <summary>The leaves that a test takes, as a vector of their own.</summary>
    internal Sublayout Part(Func<Slot, bool> takes)
    {
        var (from, size) = (Slots.Where(takes).ToMany(), 0);
        var packed = from.Map(slot =>
        {
            var moved = slot with { Start = size };
            size += slot.Shape.Size;
            return moved;
        });
        return new(new(packed), from, this);
    }

    /// <summary>Where a rule acts; null where it acts everywhere.</summary>
    internal Stretch[]? Only(Where where)
    {
        if (where is Everywhere) return null;
        var stretches = new List<Stretch>();
        foreach (var slot in Slots.Where(where.Takes))
        {
            var (start, end) = (slot.Start, slot.Start + slot.Shape.Size);
            if (stretches.Count > 0 && stretches[^1].End == start) stretches[^1] = stretches[^1] with { End = end };
            else stretches.Add(new(start, end));
        }
        return [.. stretches];
    }
}

/// <summary>Some leaves of a vector as a vector of their own.</summary>
/// <param name="Layout">Where they lie in their own vector.</param>
/// <param name="From">Where they lie in the whole one.</param>
/// <param name="Whole">The whole one.</param>
internal sealed record Sublayout(Layout Layout, Many<Slot> From, Layout Whole)
{
    /// <summary>Whether it is all of them.</summary>
    public bool IsWhole => From.Count == Whole.Slots.Count;

    /// <summary>The part of a vector.</summary>
    public Tensor<T> Of<T>(Tensor<T> whole) where T : struct, IFloatingPointIeee754<T> => IsWhole
        ? whole
        : Tensor<T>.Build([Layout.Size], (this, whole), static (into, s) =>
        {
            foreach (var (packed, slot) in s.Item1.Layout.Slots.Zip(s.Item1.From))
                s.whole.Span.Slice(slot.Start, slot.Shape.Size).CopyTo(into[packed.Start..]);
        });

    /// <summary>The whole vector with this part of it replaced.</summary>
    public Tensor<T> In<T>(Tensor<T> whole, Tensor<T> part) where T : struct, IFloatingPointIeee754<T> => IsWhole
        ? part
        : Tensor<T>.Build(whole.Shape, (this, whole, part), static (into, s) =>
        {
            s.whole.Span.CopyTo(into);
            s.Item1.Write(s.part, into);
        });

    /// <summary>Writes the part to its places.</summary>
    public void Write<T>(Tensor<T> part, Span<T> into) where T : struct, IFloatingPointIeee754<T>
    {
        foreach (var (packed, slot) in Layout.Slots.Zip(From))
            part.Span.Slice(packed.Start, slot.Shape.Size).CopyTo(into[slot.Start..]);
    }
}
