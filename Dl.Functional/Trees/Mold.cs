namespace Dl.Functional;

/// <summary>Where a leaf lies in the flat vector.</summary>
public readonly record struct Slot(string Path, Role Role, Shape Shape, int Start)
{
    /// <summary>The leaf's numbers in a flat vector.</summary>
    internal ReadOnlySpan<T> Of<T>(Tensor<T> vector) where T : struct, IFloatingPointIeee754<T> => vector.Span.Slice(Start, Shape.Size);
}

/// <summary>
/// The form of a parameter tree without its numbers: from one flat vector it makes the tree whose leaves are views of that
/// vector, without gaps, in the order of the walk. Law: flattening and pouring give back the bits.
/// </summary>
/// <remarks>Parameters are drawn at one scalar and moved to another through it: the molds of one network at float, double
/// and dual numbers have the same slots.</remarks>
public sealed class Mold<T> where T : struct, IFloatingPointIeee754<T>
{
    readonly ITree<T> hollow;

    /// <summary>The form of a tree.</summary>
    public Mold(ITree<T> tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var slots = ImmutableArray.CreateBuilder<Slot>();
        var size = 0;
        hollow = Tree.Map<T, ITree<T>>(tree, leaf =>
        {
            slots.Add(new(leaf.Path, leaf.Role, leaf.Value.Shape, size));
            size = checked(size + leaf.Value.Shape.Size);
            return Tensor<T>.Hollow(leaf.Value.Shape);
        });
        Slots = slots.Drained();
        Size = size;
    }

    /// <summary>The leaves' places, in order.</summary>
    public Many<Slot> Slots { get; }

    /// <summary>The length of the flat vector.</summary>
    public int Size { get; }

    /// <summary>All leaves of a tree of this form, one behind the other.</summary>
    /// <exception cref="DlException">The tree has another form.</exception>
    public Tensor<T> Flatten(ITree<T> tree)
    {
        var leaves = Tree.Leaves(tree);
        if (leaves.Count != Slots.Count) throw new DlException($"a tree of {leaves.Count} leaves does not fit a form of {Slots.Count}");
        for (var i = 0; i < leaves.Count; i++)
            if (leaves[i].Value.Shape != Slots[i].Shape)
                throw new DlException($"leaf '{leaves[i].Path}' has shape {leaves[i].Value.Shape}, not {Slots[i].Shape}");
        foreach (var leaf in leaves)
            if (leaf.Value.Value.IsHollow) return Tensor<T>.Hollow([Size]);
        return Tensor<T>.Build(Shape.Of(Size), (leaves, Slots), static (into, s) =>
        {
            for (var i = 0; i < s.leaves.Count; i++)
                s.leaves[i].Value.Value.Span.CopyTo(into[s.Slots[i].Start..]);
        });
    }

    /// <summary>The tree whose leaves are views of the vector, as constants.</summary>
    /// <exception cref="DlException">The vector has another length.</exception>
    public ITree<T> Pour(Tensor<T> vector)
    {
        Check(vector);
        return hollow.Walk(new Pouring(Slots, vector));
    }

    /// <summary>The tree whose leaves are views of the vector, each recorded as a leaf of a new tape.</summary>
    public Traced<T, ITree<T>> Watch(Tensor<T> vector) => Watch(vector, Tape<T>.Empty);

    /// <summary>The same on a given tape.</summary>
    internal Traced<T, ITree<T>> Watch(Tensor<T> vector, Tape<T> tape)
    {
        Check(vector);
        var pouring = new Pouring(Slots, vector) { Tape = tape };
        var tree = hollow.Walk(pouring);
        return new(tree, pouring.Tape);
    }

    /// <summary>The tree itself, each leaf recorded on a new tape where a flat vector of this form would hold it: nothing is copied.</summary>
    internal Traced<T, ITree<T>> Watch(ITree<T> tree)
    {
        var (at, tape) = (0, Tape<T>.Empty);
        var watched = Tree.Map<T, ITree<T>>(tree, leaf => new(leaf.Value.Value, tape = tape.Watch(leaf.Value.Value, Slots[at++].Start)));
        return new(watched, tape);
    }

    void Check(Tensor<T> vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        if (vector.Shape.Rank != 1 || vector.Shape.Size != Size)
            throw new DlException($"this form takes a vector of shape [{Size}], not {vector.Shape}");
    }

    sealed class Pouring(Many<Slot> slots, Tensor<T> vector) : Walk<T>
    {
        int at;

        public Tape<T>? Tape { get; set; }

        public override Var<T> Leaf(string name, Role role, Var<T> leaf)
        {
            var slot = slots[at++];
            var view = vector.View(slot.Start, slot.Shape);
            if (Tape is null) return view;
            Tape = Tape.Watch(view, slot.Start);
            return new(view, Tape);
        }
    }
}
