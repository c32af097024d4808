namespace Dl.Functional;

/// <summary>What a link sees of one step.</summary>
/// <param name="Update">What will be subtracted from the parameters: the gradient at first, then what the links made of it.</param>
/// <param name="Parameters">The flat vector before the step.</param>
/// <param name="Layout">Where the leaves lie in it.</param>
/// <param name="Count">The number of this step, counted from 1: the papers' t.</param>
public sealed record Flow<T>(Tensor<T> Update, Tensor<T> Parameters, Layout Layout, long Count) where T : struct, IFloatingPointIeee754<T>
{
    internal Func<Tensor<T>, Tensor<T>>? Gradient { get; init; }

    /// <summary>The update with that of each chosen leaf, and a share of the leaf itself, multiplied: <c>scale u + pull x</c>.</summary>
    internal Tensor<T> Each(Where where, Func<Slot, (double Scale, double Pull)> factors)
    {
        var chosen = Layout.Slots.Where(where.Takes).Select(slot => (Slot: slot, Factors: factors(slot))).ToArray();
        return Tensor<T>.Build(Update.Shape, (this, chosen), static (into, s) =>
        {
            var (flow, chosen) = s;
            flow.Update.Span.CopyTo(into);
            foreach (var (slot, factors) in chosen)
            {
                var (scale, pull) = (T.CreateTruncating(factors.Scale), T.CreateTruncating(factors.Pull));
                var u = into.Slice(slot.Start, slot.Shape.Size);
                var x = slot.Of(flow.Parameters);
                for (var i = 0; i < u.Length; i++) u[i] = pull == T.Zero ? scale * u[i] : scale * u[i] + pull * x[i];
            }
        });
    }

    /// <summary>The gradient of the same batch at another point, for rules that need a second one.</summary>
    /// <exception cref="DlException">The step was given a gradient and not the function that computes it.</exception>
    public Tensor<T> GradientAt(Tensor<T> point) => Gradient is { } gradient
        ? gradient(point)
        : throw new DlException("this optimizer needs a second gradient: train with Train.Step, or give Optimizer.Update the function that computes it");
}

/// <summary>What a link makes of a step.</summary>
/// <param name="Update">The update after the link.</param>
/// <param name="State">Its memory after the step.</param>
public readonly record struct Turned<T>(Tensor<T> Update, ITree<T> State) where T : struct, IFloatingPointIeee754<T>;

/// <summary>What an optimizer makes of a step without taking it.</summary>
/// <param name="Update">The update after all links.</param>
/// <param name="State">Their memory after the step.</param>
public readonly record struct Directed<T>(Tensor<T> Update, OptimizerState<T> State) where T : struct, IFloatingPointIeee754<T>;

/// <summary>What one step of an optimizer gives.</summary>
/// <param name="Parameters">The flat vector after the step.</param>
/// <param name="State">The memory after the step.</param>
public readonly record struct Updated<T>(Tensor<T> Parameters, OptimizerState<T> State) where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>The learning rates that were in force in the step.</summary>
    public Many<RateInForce> Rates { get; init; } = [];
}

/// <summary>A learning rate in force: the product of all rates in a chain.</summary>
/// <param name="Name"><c>rate</c>, behind the name of its group where groups of leaves have rates of their own.</param>
/// <param name="Value">The rate.</param>
public readonly record struct RateInForce(string Name, double Value);
