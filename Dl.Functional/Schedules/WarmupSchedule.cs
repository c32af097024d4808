namespace Dl.Functional;

/// <summary>
/// Rises on a line for n steps to where another schedule begins, which then runs: <c>t &lt; n: share(t) then(0); else then(t - n)</c> with a share from
/// <c>from</c> at step 0 to 1 at step n. PyTorch: <c>LinearLR</c> in a <c>SequentialLR</c>; Keras: <c>warmup_steps</c>; Optax: <c>warmup_...</c>.
/// </summary>
/// <param name="Steps">n.</param>
/// <param name="Next">The other schedule.</param>
/// <param name="From">The share at step 0.</param>
public sealed record WarmupSchedule(long Steps, ISchedule Next, double From = 0) : Schedule("warm-up")
{
    /// <inheritdoc/>
    public override double At(long step) => step >= Steps ? Next.At(step - Steps) : (From + (1 - From) * step / Steps) * Next.At(0);

    /// <summary>An example for the laws.</summary>
    public static ISchedule Example(Key key) => new WarmupSchedule(key.Below(6, 0), CosineSchedule.Example(key.Child(0)), Rule.Share(key, 1));
}

/// <summary>A warm-up that waits for what comes behind it: <c>Schedule.Warmup(100).Then(Schedule.Cosine(0.1, 900))</c>.</summary>
/// <param name="Steps">The number of steps.</param>
/// <param name="From">The share of the rate at step 0.</param>
public sealed record Warmup(long Steps, double From = 0)
{
    /// <summary>The warm-up and then a schedule, which begins at its own step 0.</summary>
    public Schedule Then(Schedule next) => new WarmupSchedule(Steps, next, From);
}
