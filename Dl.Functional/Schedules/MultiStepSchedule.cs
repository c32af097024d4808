namespace Dl.Functional;

/// <summary>Falls by a factor at each milestone: <c>base gamma^(milestones up to t)</c>. PyTorch: <c>MultiStepLR</c>; Keras:
/// <c>PiecewiseConstantDecay</c>; Optax: <c>piecewise_constant_schedule</c>.</summary>
/// <param name="Base">The value at step 0.</param>
/// <param name="Milestones">The steps from which on it is lower, in order; one that stands twice counts twice.</param>
/// <param name="Gamma">The factor.</param>
public sealed record MultiStepSchedule(double Base, Many<long> Milestones, double Gamma = 0.1) : Schedule("multi-step")
{
    /// <inheritdoc/>
    public override double At(long step) => Base * Math.Pow(Gamma, Milestones.Count(milestone => milestone <= step));

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new MultiStepSchedule(Rule.Share(key, 0) + 0.25, [1 + key.Below(3, 1), 5 + key.Below(3, 2)], 0.25 + Rule.Share(key, 3) / 2);
}
