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
}
