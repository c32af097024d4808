using System.Runtime.CompilerServices;

namespace Dl.Functional;

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

    /// <summary>The memory before the first step: all zero.</summary>
    /// <param name="size">The length of the flat vector.</param>
    public OptimizerState<T> Start<T>(int size) where T : struct, IFloatingPointIeee754<T> =>
        new(Links.Map(link => new LinkState<T>(link.Slots, Tensor<T>.Zeros([link.Slots.Count, size]))), 0);

    /// <summary>The parameters and the memory after one step along a gradient.</summary>
    /// <param name="state">The memory, as <see cref="Start{T}"/> or the last step made it.</param>
    /// <param name="parameters">The flat vector.</param>
    /// <param name="gradient">Its gradient, of its length.</param>
    /// <exception cref="DlException">The memory is that of another optimizer, or the lengths differ.</exception>
    public Updated<T> Update<T>(OptimizerState<T> state, Tensor<T> parameters, Tensor<T> gradient) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradient);
        if (parameters.Shape.Rank != 1 || gradient.Shape != parameters.Shape)
            throw new DlException($"an optimizer takes a flat vector and a gradient of its length, not {parameters.Shape} and {gradient.Shape}");
        if (state.Links.Count != Links.Count)
            throw new DlException($"an optimizer of {Links.Count} links was given the memory of one of {state.Links.Count}: start with this optimizer");
        var rules = new Slotted<T>[Links.Count];
        for (var i = 0; i < rules.Length; i++)
        {
            if (!state.Links[i].Names.Equals(Links[i].Slots) || state.Links[i].Slots.Shape != Shape.Of(Links[i].Slots.Count, parameters.Shape.Size))
                throw new DlException($"link {i} '{Links[i].Name}' remembers {Links[i].Slots} for {parameters.Shape.Size} parameters, but was given {state.Links[i].Names} of shape {state.Links[i].Slots.Shape}: start with this optimizer");
            rules[i] = new(Links[i], state.Links[i].Slots, state.Steps + 1);
        }
        var (next, slots) = Blocks.Step(parameters, gradient, rules);
        return new(next, new(slots.Select((slot, i) => state.Links[i] with { Slots = slot }).ToMany(), state.Steps + 1));
    }
}

/// <summary>What one step of an optimizer gives.</summary>
/// <param name="Parameters">The flat vector after the step.</param>
/// <param name="State">The memory after the step.</param>
public readonly record struct Updated<T>(Tensor<T> Parameters, OptimizerState<T> State) where T : struct, IFloatingPointIeee754<T>;
