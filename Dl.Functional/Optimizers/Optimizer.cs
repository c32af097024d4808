using System.Runtime.CompilerServices;

namespace Dl.Functional;

/// <summary>Links one after another; coordinate-wise neighbours run block by block, each block through all of them while it is
/// in cache. <c>adamw</c> is a chain, never a flag. Optax: <c>chain</c>.</summary>
/// <param name="Links">The links, in order.</param>
public sealed partial record Optimizer(Many<ILink> Links)
{
    /// <summary>These links and then another.</summary>
    [OverloadResolutionPriority(1)] // a Link is an ILink and converts to an Optimizer: without it no chain of three compiles
    public Optimizer Then(ILink next) => new(Links.Concat([next]));

    /// <summary>These links and then those.</summary>
    public Optimizer Then(Optimizer next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new(Links.Concat(next.Links));
    }

    /// <summary>The memory before the first step, for a vector that is one leaf of no role.</summary>
    /// <param name="size">The length of the flat vector.</param>
    public OptimizerState<T> Start<T>(int size) where T : struct, IFloatingPointIeee754<T> => Start<T>(Layout.Of(size));

    /// <summary>The memory before the first step.</summary>
    /// <param name="slots">Where the leaves lie in the flat vector: those of a <see cref="Mold{T}"/>.</param>
    public OptimizerState<T> Start<T>(Many<Slot> slots) where T : struct, IFloatingPointIeee754<T> => Start<T>(new Layout(slots));

    /// <summary>The memory before the first step.</summary>
    /// <param name="layout">Where the leaves lie in the flat vector.</param>
    public OptimizerState<T> Start<T>(Layout layout) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new(Links.Map<ITree<T>>(link => link switch
        {
            IBlockLink block => LinkState<T>.Zeros(block.Slots, layout.Size),
            IWholeLink whole => whole.Start<T>(layout),
            _ => Empty<T>.It,
        }), 0, layout);
    }

    /// <summary>The parameters and the memory after one step along a gradient.</summary>
    /// <param name="state">The memory, as <see cref="Start{T}(Many{Slot})"/> or the last step made it.</param>
    /// <param name="parameters">The flat vector.</param>
    /// <param name="gradient">Its gradient, of its length.</param>
    /// <exception cref="DlException">The memory is that of another optimizer, the lengths differ, or a link needs a second gradient.</exception>
    public Updated<T> Update<T>(OptimizerState<T> state, Tensor<T> parameters, Tensor<T> gradient) where T : struct, IFloatingPointIeee754<T> =>
        Update(state, Flow(state, parameters, gradient));

    /// <summary>The same where a link may ask for the gradient at another point: sharpness-aware ones.</summary>
    /// <param name="state">The memory.</param>
    /// <param name="parameters">The flat vector.</param>
    /// <param name="gradient">Its gradient, of its length.</param>
    /// <param name="gradientAt">The gradient at another point; pure.</param>
    public Updated<T> Update<T>(OptimizerState<T> state, Tensor<T> parameters, Tensor<T> gradient, Func<Tensor<T>, Tensor<T>> gradientAt) where T : struct, IFloatingPointIeee754<T> =>
        Update(state, Flow(state, parameters, gradient) with { Gradient = gradientAt });

    /// <summary>What the links make of an update, without a step: for links around optimizers.</summary>
    /// <param name="flow">The update, the parameters and their layout.</param>
    /// <param name="state">The memory.</param>
    public Directed<T> Turn<T>(Flow<T> flow, OptimizerState<T> state) where T : struct, IFloatingPointIeee754<T>
    {
        var pass = new Pass<T>(this, state, flow);
        var update = pass.Turn();
        return new(update, pass.State);
    }

    /// <summary>This optimizer for all but some leaves; the bits of those stay, nothing is remembered about them, and they count in no
    /// norm. PyTorch: <c>requires_grad=False</c>; Keras: <c>trainable</c>; Optax: <c>freeze</c>.</summary>
    /// <param name="where">The leaves that stay.</param>
    public Optimizer Freeze(Where where)
    {
        ArgumentNullException.ThrowIfNull(where);
        return new([new Each([new(where.Not(), this)])]);
    }

    /// <summary>The learning rates in force in a step, counted from 1.</summary>
    public Many<RateInForce> Rates(long count)
    {
        var (own, wraps) = (1.0, false);
        foreach (var link in Links)
        {
            if (link is Rate rate) own *= rate.InForce(count);
            wraps |= link is IWrapper;
        }
        if (!wraps) return [new("rate", own)];
        var inner = Links.OfType<IWrapper>().SelectMany(link => link.Inner.SelectMany((optimizer, i) =>
            optimizer.Rates(link.Within(count)).Select(inside => new RateInForce(link.NameOf(i) is { Length: > 0 } name ? $"{name}.{inside.Name}" : inside.Name, own * inside.Value)))).ToMany();
        return inner.Count > 0 ? inner : [new("rate", own)];
    }

    /// <summary>This optimizer with its learning rate multiplied, at every step. The last rate of a chain is; in a chain without one,
    /// those of the optimizers inside its links.</summary>
    public Optimizer Scaled(double factor)
    {
        if (factor == 1) return this;
        var last = Links.Select((link, i) => link is Rate ? i : -1).DefaultIfEmpty(-1).Max();
        return new(Links.Select((link, i) => link switch
        {
            Rate rate when i == last => new Rate(new ScaledSchedule(rate.Schedule, factor)),
            IWrapper wrapper when last < 0 => wrapper.With(wrapper.Inner.Map(inner => inner.Scaled(factor))),
            _ => link,
        }).ToMany());
    }

    /// <summary>The flat vector to infer with: the average that the last averaging link keeps, or else the parameters.</summary>
    /// <param name="state">The memory after a step, or at the start.</param>
    /// <param name="parameters">The parameters after that step.</param>
    public Tensor<T> Average<T>(OptimizerState<T> state, Tensor<T> parameters) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Steps > 0)
            for (var i = Links.Count - 1; i >= 0; i--)
                if (Links[i] is IAverages averages)
                    return averages.Average(new Reached<T>(parameters, state.Layout, state.Steps), state.Links[i]);
        return parameters;
    }

    Updated<T> Update<T>(OptimizerState<T> state, Flow<T> flow) where T : struct, IFloatingPointIeee754<T>
    {
        var pass = new Pass<T>(this, state, flow);
        var next = pass.Step();
        return new(next, pass.State) { Rates = Rates(flow.Count) };
    }

    static Flow<T> Flow<T>(OptimizerState<T> state, Tensor<T> parameters, Tensor<T> gradient) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradient);
        if (parameters.Shape.Rank != 1 || gradient.Shape != parameters.Shape)
            throw new DlException($"an optimizer takes a flat vector and a gradient of its length, not {parameters.Shape} and {gradient.Shape}");
        return parameters.Shape.Size == state.Layout.Size
            ? new(gradient, parameters, state.Layout, state.Steps + 1)
            : throw new DlException($"an optimizer's memory for {state.Layout.Size} parameters was given {parameters.Shape.Size}: start with this vector");
    }
}
