namespace Dl.Functional;

/// <summary>Falls by a factor every so many steps: <c>base gamma^floor(t / every)</c>. PyTorch: <c>StepLR</c>; Keras and Optax:
/// <c>ExponentialDecay(staircase)</c>, <c>exponential_decay(staircase)</c>.</summary>
/// <param name="Base">The value at step 0.</param>
/// <param name="Every">The steps from one fall to the next, at least 1.</param>
/// <param name="Gamma">The factor.</param>
public sealed record StepSchedule(double Base, long Every, double Gamma = 0.1) : Schedule("step")
{
    /// <inheritdoc/>
    public override double At(long step) => Base * Math.Pow(Gamma, step / Every);

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new StepSchedule(Rule.Share(key, 0) + 0.25, 1 + key.Below(5, 1), 0.25 + Rule.Share(key, 2) / 2);
}
