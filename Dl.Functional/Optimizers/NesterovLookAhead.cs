namespace Dl.Functional;

/// <summary>
/// Nesterov's momentum as it was written first: the gradient is taken where the velocity leads, <c>v = decay v + rate g(x - decay v);
/// u = v</c>. The gradient that comes in is not used, another is asked for: train with <see cref="Train.Step{T}"/>, or give
/// <see cref="Optimizer.Update{T}(OptimizerState{T}, Tensor{T}, Tensor{T}, Func{Tensor{T}, Tensor{T}})"/> the function. Stands first in a chain.
/// Law: where the other form keeps y, this one keeps <c>x = y + decay v</c>. Source: Nesterov, 1983; Sutskever et al., 2013.
/// </summary>
/// <param name="Rate">The learning rate, inside the velocity.</param>
/// <param name="Decay">What stays of the velocity from step to step, in [0, 1).</param>
public sealed record NesterovLookAhead(ISchedule Rate, double Decay) : WholeLink("nesterov look-ahead")
{
    static readonly Many<string> Names = ["velocity"];

    /// <summary>The form with a constant rate.</summary>
    public NesterovLookAhead(double rate, double decay = 0.9) : this(new ConstantSchedule(rate), decay) { }

    /// <inheritdoc/>
    public override ITree<T> Start<T>(Layout layout) => LinkState<T>.Zeros(Names, layout.Size);

    /// <inheritdoc/>
    public override Turned<T> Turn<T>(Flow<T> flow, ITree<T> state)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var (was, decay, rate) = (Own<LinkState<T>>(state)[0], T.CreateChecked(Decay), T.CreateChecked(Rate.At(flow.Count - 1)));
        var ahead = flow.GradientAt(Vectors.Sum(flow.Parameters, -decay, was));
        var velocity = Vectors.Sum(decay, was, rate, ahead);
        return new(velocity, new LinkState<T>(Names, velocity.Reshape([1, velocity.Shape.Size])));
    }

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new NesterovLookAhead(Math.Round(key.Uniform(1) * 64) / 64, Functional.Rule.Share(key, 0));
}
