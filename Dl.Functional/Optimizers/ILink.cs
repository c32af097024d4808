namespace Dl.Functional;

/// <summary>
/// One link of an optimizer: a coordinate-wise rule on blocks of the flat vector, with its settings as a record. What comes
/// in as the update is the gradient or what earlier links made of it; what remains at the end is subtracted from the
/// parameters. F# records implement this interface; C# records derive from <see cref="Link"/>. Optax: a gradient transformation.
/// </summary>
public interface ILink : IBlockRule
{
    /// <summary>The name in tables and errors.</summary>
    string Name { get; }

    /// <summary>The names of the flat vectors that the link remembers from step to step; all zero at first.</summary>
    Many<string> Slots { get; }
}

/// <summary>The base of links written in C#.</summary>
/// <param name="Name">The name in tables and errors.</param>
public abstract record Link(string Name) : ILink
{
    /// <inheritdoc/>
    public virtual Many<string> Slots => [];

    /// <inheritdoc/>
    public abstract void On<N>(Block<N> block) where N : struct, ILane<N>;

    /// <summary>This link and then another.</summary>
    public Optimizer Then(ILink next) => new([this, next]);

    /// <summary>A link alone is an optimizer.</summary>
    public static implicit operator Optimizer(Link link) => new([link]);
}
