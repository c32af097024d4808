namespace Dl.Core;

/// <summary>What a region can list and empty: a tensor of any scalar.</summary>
internal interface IRented
{
    /// <summary>The region that will empty this tensor, or null when it lives for ever.</summary>
    Region? Region { get; set; }

    /// <summary>Whether a successor may take over the memory, because nobody else can read the tensor any more.</summary>
    bool IsHandedDown { get; set; }

    /// <summary>Gives the memory back to the pool.</summary>
    void Empty();
}

/// <summary>
/// Memory that comes back. While a region is open on a thread, every tensor built there is listed in it; when it closes,
/// those that were kept leave for the region around it (or for good), and every other one is emptied. Opened by the
/// gradient and the training step only.
/// </summary>
internal sealed class Region : IDisposable
{
    [ThreadStatic] static Region? current;

    readonly List<IRented> built = [];
    readonly Region? outer;

    Region(Region? outer) => this.outer = outer;

    /// <summary>Opens a region inside the current one.</summary>
    public static Region Open() => current = new(current);

    /// <summary>The region that tensors built by this thread belong to; handed along to a thread that goes on for it.</summary>
    public static Region? Current
    {
        get => current;
        set => current = value;
    }

    /// <summary>Lists a tensor: unless it is kept, it ends with the region.</summary>
    public void Note(IRented tensor)
    {
        tensor.Region = this;
        built.Add(tensor);
    }

    /// <summary>Lists a tensor whose last reader this run provably is: a successor may take over its memory.</summary>
    public void HandDown(IRented tensor)
    {
        Note(tensor);
        tensor.IsHandedDown = true;
    }

    /// <summary>Lets a tensor leave: it lives as long as what is around this region.</summary>
    public void Keep(IRented tensor)
    {
        if (!Owns(tensor)) return;
        tensor.IsHandedDown = false;
        tensor.Region = outer;
        outer?.built.Add(tensor);
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
        foreach (var tensor in built)
            if (Owns(tensor))
                tensor.Empty();
    }

    bool Owns(IRented tensor) => ReferenceEquals(tensor.Region, this);
}
