namespace Dl.Functional;

/// <summary>
/// A number as a pure function of the step: a learning rate that changes in training. The rate of a step is computed inside the
/// chain, from the number of steps taken, so that it can be neither skipped nor advanced twice.
/// </summary>
/// <remarks>F# records implement this interface; C# records derive from <see cref="Schedule"/>.</remarks>
public interface ISchedule
{
    /// <summary>The name in tables and errors.</summary>
    string Name { get; }

    /// <summary>The value in force at a step, counted from 0.</summary>
    double At(long step);
}
