namespace Dl.CSharp;

/// <summary>Where training stands after a step.</summary>
/// <param name="Step">The number of steps taken.</param>
/// <param name="Steps">The number of steps of all epochs.</param>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Epochs">The number of epochs.</param>
/// <param name="Loss">The loss of the step's batch, before the step.</param>
/// <param name="Metrics">What was measured after the epoch; null except in the one report that follows an epoch.</param>
/// <param name="Rate">The learning rate in force.</param>
/// <param name="Elapsed">The time since training began.</param>
/// <param name="Remaining">The time that the steps left will take at the pace so far.</param>
public sealed record TrainingProgress(
    long Step, long Steps, int Epoch, int Epochs, double Loss, EpochMetrics? Metrics, double Rate, TimeSpan Elapsed, TimeSpan Remaining)
{
    /// <summary>Why the step was not taken; null if it was.</summary>
    public Fault? Fault { get; init; }

    /// <summary>What training gave: in the last record of <see cref="FitStream"/> alone.</summary>
    public FitResult? Result { get; init; }
}
