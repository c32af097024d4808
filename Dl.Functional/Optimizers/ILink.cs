namespace Dl.Functional;

/// <summary>
/// One link of an optimizer, with its settings as a record. What comes in as the update is the gradient or what earlier links
/// made of it; what remains at the end is subtracted from the parameters. A link is one of three: coordinate-wise
/// (<see cref="IBlockLink"/>), coordinate-wise after a look at the whole update (<see cref="IMeasuringLink"/>), or a function
/// of the whole update and the leaves in it (<see cref="IWholeLink"/>). Optax: a gradient transformation.
/// </summary>
/// <remarks>F# records implement these interfaces; C# records derive from <see cref="BlockLink"/> or <see cref="WholeLink"/>.</remarks>
public interface ILink
{
    /// <summary>The name in tables and errors.</summary>
    string Name { get; }
}

/// <summary>A coordinate-wise rule: neighbouring ones run in one pass, block by block while the block is in cache.</summary>
public interface IBlockLink : ILink, IBlockRule
{
    /// <summary>The names of the flat vectors that the link remembers from step to step; all zero at first.</summary>
    Many<string> Slots { get; }

    /// <summary>The leaves that the link acts on; the update of the others passes by.</summary>
    Where Where => Where.All;

    /// <summary>The rule of one step, counted from 1: for constants that are dear to compute.</summary>
    IBlockRule At(long count) => this;
}

/// <summary>A coordinate-wise rule that follows from a look at the whole update: clipping by the norm. It remembers nothing.</summary>
public interface IMeasuringLink : ILink
{
    /// <summary>The rule of this step.</summary>
    IBlockRule Measured<T>(Flow<T> flow) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>A function of the whole update: rules of layers and matrices, and wrappers around an optimizer.</summary>
public interface IWholeLink : ILink
{
    /// <summary>The memory before the first step, for a vector of that layout.</summary>
    ITree<T> Start<T>(Layout layout) where T : struct, IFloatingPointIeee754<T>;

    /// <summary>The update after this link, and the memory. Pure: what it was given stays as it was.</summary>
    /// <param name="flow">The update so far, the parameters, and where their leaves lie.</param>
    /// <param name="state">The memory, as <see cref="Start{T}"/> or the last step made it.</param>
    Turned<T> Turn<T>(Flow<T> flow, ITree<T> state) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>A link that moves parameters also where the gradient is zero: decay.</summary>
public interface IShrinks : ILink;

/// <summary>The base of links written in C#.</summary>
/// <param name="Name">The name in tables and errors.</param>
public abstract record Link(string Name) : ILink
{
    /// <summary>This link and then another.</summary>
    public Optimizer Then(ILink next) => new([this, next]);

    /// <summary>A link alone is an optimizer.</summary>
    public static implicit operator Optimizer(Link link) => new([link]);
}

/// <summary>The base of coordinate-wise links written in C#.</summary>
/// <param name="Name">The name in tables and errors.</param>
public abstract record BlockLink(string Name) : Link(Name), IBlockLink
{
    /// <inheritdoc/>
    public virtual Many<string> Slots => [];

    /// <inheritdoc/>
    public virtual IBlockRule At(long count) => this;

    /// <inheritdoc/>
    public abstract void On<N>(Block<N> block) where N : struct, ILane<N>;
}

/// <summary>The base of links written in C# that act on the whole update.</summary>
/// <param name="Name">The name in tables and errors.</param>
public abstract record WholeLink(string Name) : Link(Name), IWholeLink
{
    /// <inheritdoc/>
    public virtual ITree<T> Start<T>(Layout layout) where T : struct, IFloatingPointIeee754<T> => Empty<T>.It;

    /// <inheritdoc/>
    public abstract Turned<T> Turn<T>(Flow<T> flow, ITree<T> state) where T : struct, IFloatingPointIeee754<T>;

    /// <summary>The memory as the type that this link made it.</summary>
    /// <exception cref="DlException">It is that of another link.</exception>
    protected S Own<S>(object state) => state is S own
        ? own
        : throw new DlException($"'{Name}' was given the memory of another link: start with this optimizer");
}
