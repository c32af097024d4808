namespace Dl.Functional;

/// <summary>Falls by a factor at every step: <c>base gamma^t</c>. PyTorch: <c>ExponentialLR</c>; Keras: <c>ExponentialDecay</c>; Optax:
/// <c>exponential_decay</c>.</summary>
/// <param name="Base">The value at step 0.</param>
/// <param name="Gamma">The factor.</param>
public sealed record ExponentialSchedule(double Base, double Gamma) : Schedule("exponential")
{
    /// <inheritdoc/>
    public override double At(long step) => Base * Math.Pow(Gamma, step);

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new ExponentialSchedule(Rule.Share(key, 0) + 0.25, 0.25 + Rule.Share(key, 1) / 2);
}
