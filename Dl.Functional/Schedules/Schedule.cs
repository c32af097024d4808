namespace Dl.Functional;

/// <summary>The base of schedules written in C#, and all schedules by name. A number converts to a constant schedule. PyTorch:
/// <c>lr_scheduler</c>; Keras: <c>LearningRateSchedule</c>; Optax: a schedule.</summary>
/// <param name="Name">The name in tables and errors.</param>
public abstract record Schedule(string Name) : ISchedule
{
    /// <inheritdoc/>
    public abstract double At(long step);

    /// <summary>This schedule with epochs for steps: it stays the same in each epoch of so many steps. PyTorch: a scheduler that is
    /// stepped once an epoch.</summary>
    /// <param name="steps">The number of steps of an epoch, at least 1.</param>
    public Schedule Epochs(long steps) => new EpochsSchedule(this, steps);

    /// <summary>This schedule times a number.</summary>
    public Schedule Times(double factor) => new ScaledSchedule(this, factor);

    /// <summary>The same number at every step.</summary>
    public static implicit operator Schedule(double value) => new ConstantSchedule(value);

    /// <summary>The same number at every step.</summary>
    public static Schedule Constant(double value) => new ConstantSchedule(value);

    /// <summary>On a line from one number to another, then constant: <see cref="LinearSchedule"/>.</summary>
    public static Schedule Linear(double from, double to, long steps) => new LinearSchedule(from, to, steps);

    /// <summary>Falls by a factor every so many steps: <see cref="StepSchedule"/>.</summary>
    public static Schedule Step(double value, long every, double gamma = 0.1) => new StepSchedule(value, every, gamma);

    /// <summary>Falls by a factor at each milestone: <see cref="MultiStepSchedule"/>.</summary>
    public static Schedule MultiStep(double value, double gamma, params long[] milestones) => new MultiStepSchedule(value, milestones.ToMany(), gamma);

    /// <summary>Falls by a factor at every step: <see cref="ExponentialSchedule"/>.</summary>
    public static Schedule Exponential(double value, double gamma) => new ExponentialSchedule(value, gamma);

    /// <summary>From one number to another along a power: <see cref="PolynomialSchedule"/>.</summary>
    public static Schedule Polynomial(double from, double to, long steps, double power = 1) => new PolynomialSchedule(from, to, steps, power);

    /// <summary>On lines from corner to corner: <see cref="PiecewiseSchedule"/>.</summary>
    public static Schedule Piecewise(params Corner[] corners) => new PiecewiseSchedule(corners.ToMany());

    /// <summary>Half a wave down: <see cref="CosineSchedule"/>.</summary>
    public static Schedule Cosine(double from, long steps, double to = 0) => new CosineSchedule(from, steps, to);

    /// <summary>Half waves one behind the other: <see cref="CosineRestartsSchedule"/>.</summary>
    public static Schedule CosineRestarts(double from, long first, long factor = 1, double to = 0) => new CosineRestartsSchedule(from, first, factor, to);

    /// <summary>Up and far down: <see cref="OneCycleSchedule"/>.</summary>
    public static Schedule OneCycle(double maximum, long steps, double up = 0.3) => new OneCycleSchedule(maximum, steps, up);

    /// <summary>A rise on a line, behind which another schedule begins: <c>Schedule.Warmup(100).Then(...)</c>.</summary>
    public static Warmup Warmup(long steps, double from = 0) => new(steps, from);

    /// <summary>Falls with the root of the step: <see cref="InverseRootSchedule"/>.</summary>
    public static Schedule InverseRoot(double factor, double most = double.PositiveInfinity) => new InverseRootSchedule(factor, most);

    /// <summary>Schedules one behind the other: <see cref="JoinSchedule"/>.</summary>
    public static Schedule Join(params Stage[] stages) => new JoinSchedule(stages.ToMany());
}
