using System.Buffers;

namespace Dl.Core;

/// <summary>What a region can list and empty: a tensor of any scalar.</summary>
internal interface IRented
{
    /// <summary>Belongs to another region from now on, if it belongs to <paramref name="from"/>; to none lives for ever.</summary>
    bool Move(Region from, Region? to);

    /// <summary>Belongs to a region where a successor may take over the memory, because nobody else can read the tensor any more.</summary>
    void HandDown(Region to);

    /// <summary>Gives the memory back to the pool, if it belongs to <paramref name="from"/>.</summary>
    void Empty(Region from);

    /// <summary>As <see cref="Empty"/>, but if a sum of a sweep holds it only when the last of them lets go. Whether that is still to come.</summary>
    bool Outlast(Region from);
}

/// <summary>
/// Memory that comes back. While a region is open on a thread, every tensor built there is listed in it; when it closes,
/// those that were kept leave for the region around it (or for good), and every other one is emptied. Opened by the
/// gradient and the training step only.
/// </summary>
internal sealed class Region : IDisposable
{
    [ThreadStatic] static Region? current;

    readonly Region? outer;
    readonly Listed built = new(), held = new();
    readonly Listed? left;

    Region(Region? outer, Listed? left = null) => (this.outer, this.left) = (outer, left);

    /// <summary>Opens a region inside the current one.</summary>
    public static Region Open() => current = new(current);

    /// <summary>Opens a region after another such one: what was kept of that, this run alone reads now, and its memory is handed down.</summary>
    public static Region After(Region? before)
    {
        var region = current = new(current, new());
        if (before?.left is not { } left) return region;
        for (var i = 0; i < left.Count; i++) region.HandDown(left[i]);
        left.Drop();
        return region;
    }

    /// <summary>Opens a region in which what is built has its shape alone: nothing is drawn, computed or held, so that the form of anything can be asked for.</summary>
    public static Region OfShapes() => current = new(current) { IsHollow = true };

    /// <summary>Whether what is built here has no numbers.</summary>
    public bool IsHollow { get; private init; }

    /// <summary>The region that tensors built by this thread belong to; handed along to a thread that goes on for it.</summary>
    public static Region? Current
    {
        get => current;
        set => current = value;
    }

    /// <summary>How many tensors are listed: what is built from now on comes behind.</summary>
    public int Mark => built.Count;

    /// <summary>Lists a tensor of this region: unless it is kept, it ends with it.</summary>
    public void Note(IRented tensor) => built.Add(tensor);

    /// <summary>Empties early what was built since a mark: all but what is kept, and the sums that a sweep still holds.</summary>
    public void Trim(int mark)
    {
        for (var i = mark; i < built.Count; i++)
            if (built[i].Outlast(this))
                held.Add(built[i]);
        built.Cut(mark);
    }

    /// <summary>Lets a tensor leave: it lives as long as what is around this region.</summary>
    public void Keep(IRented tensor)
    {
        if (!tensor.Move(this, outer)) return;
        left?.Add(tensor);
        outer?.Note(tensor);
    }

    /// <summary>Runs a body on a fresh stack, with the region that is open here.</summary>
    public static R OnFreshStack<S, R>(S state, Func<S, R> body) => Workers.Deep((state, body, current), static s =>
    {
        current = s.current;
        return s.body(s.state);
    });

    /// <summary>Empties what was not kept.</summary>
    public void Dispose()
    {
        current = outer;
        End(built);
        End(held);
    }

    void HandDown(IRented tensor)
    {
        Note(tensor);
        tensor.HandDown(this);
    }

    void End(Listed tensors)
    {
        for (var i = 0; i < tensors.Count; i++) tensors[i].Empty(this);
        tensors.Drop();
    }

    // A list in pooled memory, so that a warm step allocates none.
    sealed class Listed
    {
        Entry[] items = [];

        public int Count { get; private set; }

        public IRented this[int i] => items[i].Tensor;

        public void Add(IRented tensor)
        {
            if (Count == items.Length) Grow();
            items[Count++] = new(tensor);
        }

        public void Cut(int count)
        {
            Array.Clear(items, count, Count - count);
            Count = count;
        }

        public void Drop()
        {
            Cut(0);
            ArrayPool<Entry>.Shared.Return(items);
            items = [];
        }

        void Grow()
        {
            var larger = ArrayPool<Entry>.Shared.Rent(Math.Max(64, 2 * Count));
            items.AsSpan().CopyTo(larger);
            Array.Clear(items, 0, Count);
            ArrayPool<Entry>.Shared.Return(items);
            items = larger;
        }

        // An array of structs is stored to without a look at the type of the array.
        readonly record struct Entry(IRented Tensor);
    }
}
