using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>What training gave. Best and last are both there, always.</summary>
/// <param name="Best">The model after the epoch that was best by what is monitored, see <see cref="FitSettings.Monitor"/>: with the lowest validation loss, where nothing else
/// was asked for; the model as it was given if no epoch was measured.</param>
/// <param name="Last">The model after the last step.</param>
/// <param name="BestEpoch">The epoch of the best model, counted from 1; 0 if no epoch was measured.</param>
/// <param name="Outcome">Why training ended.</param>
/// <param name="History">What was measured after each epoch; a cancelled epoch is measured where it stopped.</param>
/// <param name="Steps">The number of steps taken.</param>
/// <param name="StepsPerEpoch">The number of steps of a whole epoch.</param>
/// <param name="Elapsed">The time from beginning to end.</param>
public sealed record FitResult(
    Model Best, Model Last, int BestEpoch, Outcome Outcome, Many<EpochMetrics> History, long Steps, int StepsPerEpoch, TimeSpan Elapsed)
{
    /// <summary>Where a number was not finite, if that ended training.</summary>
    public Fault? Fault { get; init; }

    /// <summary>How many steps were passed over because they were not finite.</summary>
    public int Skipped { get; init; }

    /// <summary>
    /// The history as a table of comma-separated values: epoch, step, train_loss, validation_loss, validation_accuracy, rate, what else was measured,
    /// seconds. Numbers are written so that reading gives the same bits; what was not measured is empty. All but the last
    /// column are the same on every run with equal seeds.
    /// </summary>
    public string MetricsCsv()
    {
        var names = History.Count == 0 ? [] : History[0].Scores.Map(score => score.Name);
        return History.Aggregate($"epoch,step,train_loss,validation_loss,validation_accuracy,rate,{string.Concat(names.Select(name => $"{name},"))}seconds\n", (text, row) =>
            string.Create(CultureInfo.InvariantCulture,
                $"{text}{row.Epoch},{Math.Min(Steps, (long)row.Epoch * StepsPerEpoch)},{row.TrainLoss:R},{row.ValidationLoss:R},{row.ValidationAccuracy:R},{row.Rate:R},{string.Concat(row.Scores.Select(score => string.Create(CultureInfo.InvariantCulture, $"{score.Value:R},")))}{row.Seconds:F3}\n"));
    }
}
