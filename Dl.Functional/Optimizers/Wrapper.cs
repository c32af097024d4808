namespace Dl.Functional;

/// <summary>The base of links written in C# around one optimizer, with flat vectors of their own.</summary>
/// <param name="Name">The name in tables and errors.</param>
/// <param name="Optimizer">The optimizer inside.</param>
public abstract record Wrapper(string Name, Optimizer Optimizer) : WholeLink(Name), IWrapper, IAverages
{
    /// <summary>The names of the link's own flat vectors.</summary>
    protected virtual Many<string> Slots => [];

    /// <inheritdoc/>
    public Many<Optimizer> Inner => [Optimizer];

    /// <inheritdoc/>
    public ILink With(Many<Optimizer> inner) => this with { Optimizer = inner[0] };

    /// <inheritdoc/>
    public virtual long Within(long count) => count;

    /// <inheritdoc/>
    public override ITree<T> Start<T>(Layout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new WrapperState<T>(LinkState<T>.Zeros(Slots, layout.Size), [Optimizer.Start<T>(layout)]);
    }

    /// <inheritdoc/>
    public override Turned<T> Turn<T>(Flow<T> flow, ITree<T> state)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return Wrap(flow, Own<WrapperState<T>>(state));
    }

    /// <inheritdoc/>
    public virtual Tensor<T> Average<T>(Reached<T> at, ITree<T> state) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(at);
        return Optimizer.Average(Own<WrapperState<T>>(state).Inner[0], at.Parameters);
    }

    /// <summary>The update and the memory after the step.</summary>
    protected abstract Turned<T> Wrap<T>(Flow<T> flow, WrapperState<T> state) where T : struct, IFloatingPointIeee754<T>;

    /// <summary>The optimizer inside an example for the laws.</summary>
    internal static Optimizer Simple(Key key) => key.Bernoulli(0.5, 90)
        ? new Rate(Math.Round(key.Uniform(91) * 64 + 1) / 64)
        : new Momentum(Rule.Share(key, 92)).Then(new Rate(Math.Round(key.Uniform(93) * 64 + 1) / 64));
}
