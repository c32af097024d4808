using System.Runtime.CompilerServices;

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

/// <summary>Links one after another: block by block, each block through all of them while it is in cache. <c>adamw</c> is a
/// chain, never a flag. Optax: <c>chain</c>.</summary>
/// <param name="Links">The links, in order.</param>
public sealed record Optimizer(Many<ILink> Links)
{
    /// <summary>Plain stochastic gradient descent: <c>x -= rate g</c>. PyTorch: <c>SGD</c>; Optax: <c>sgd</c>.</summary>
    public static Optimizer Sgd(double rate) => new Rate(rate);

    /// <summary>Heavy-ball momentum: <c>v = decay v + g; x -= rate v</c>. PyTorch: <c>SGD(momentum)</c>.</summary>
    public static Optimizer Momentum(double rate, double decay = 0.9) => new Momentum(decay).Then(new Rate(rate));

    /// <summary>Adam with the paper's defaults, see <see cref="Functional.Adam"/>.</summary>
    public static Optimizer Adam(double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        new Adam(beta1, beta2, epsilon).Then(new Rate(rate));

    /// <summary>These links and then another.</summary>
    [OverloadResolutionPriority(1)] // a Link is an ILink and converts to an Optimizer: without it no chain of three compiles
    public Optimizer Then(ILink next) => new(Links.Concat([next]));

    /// <summary>These links and then those.</summary>
    public Optimizer Then(Optimizer next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new(Links.Concat(next.Links));
    }
}
