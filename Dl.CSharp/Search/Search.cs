using System.Threading;
using System.Threading.Tasks;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>What a trial gave.</summary>
/// <param name="Score">How good it is, the lower the better: a loss, or an error. NaN if it failed.</param>
/// <param name="Numbers">What else was measured, by name: <c>validation_accuracy</c>, <c>parameters</c>, <c>multiply_adds</c>, <c>seconds</c>.</param>
/// <param name="Failure">Why it has no score; empty if it has one.</param>
public sealed record TrialScore(double Score, Many<(string Name, double Value)> Numbers, string Failure = "")
{
    /// <summary>A trial without a score.</summary>
    public static TrialScore Failed(string why) => new(double.NaN, [], why);
}

/// <summary>A point that was tried.</summary>
/// <param name="Number">The number of the point, counted from 0.</param>
/// <param name="Seed">The seed it was tried with.</param>
/// <param name="Point">The point.</param>
/// <param name="Score">What it gave.</param>
public sealed record Trial(int Number, ulong Seed, SearchPoint Point, TrialScore Score);

/// <summary>
/// Runs the trials of a plan, several at once, each on one thread. Law: the scores do not depend on how many run at once, nor on how often the search was stopped.
/// </summary>
public static class Search
{
    /// <summary>Runs what is not done yet.</summary>
    /// <param name="plan">Which points are tried, with which seeds.</param>
    /// <param name="evaluate">Tries a point with a seed. It is called from several threads. What it throws as a <see cref="DlException"/> is the trial's failure.</param>
    /// <param name="folder">Where each finished trial is written at once; null to write nothing.</param>
    /// <param name="threads">How many trials run at once.</param>
    /// <param name="progress">Is told each finished trial, from the thread that ran it.</param>
    /// <param name="cancellationToken">Starts no more trials; those that run are given it, and one that is cancelled leaves nothing.</param>
    /// <returns>All finished trials, those of earlier runs included, in the order of points and seeds.</returns>
    /// <exception cref="DlException">The folder holds trials of another plan, or cannot be written.</exception>
    public static Many<Trial> Run(
        SearchPlan plan, Func<SearchPoint, ulong, CancellationToken, TrialScore> evaluate, string? folder = null, int threads = 1,
        IProgress<Trial>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(evaluate);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var points = plan.Points;
        var store = folder is null ? null : new TrialFolder(folder, points);
        var done = (store?.Read() ?? []).ToDictionary(trial => (trial.Number, trial.Seed));
        var left = Enumerable.Range(0, points.Count).SelectMany(number => plan.Seeds.Select(seed => (Number: number, Seed: seed))).Where(one => !done.ContainsKey(one)).ToArray();
        var gate = new Lock();
        try
        {
            Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(left, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering), new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, one =>
            {
                var trial = new Trial(one.Number, one.Seed, points[one.Number].Point, Workers.With(1, () => Score(points[one.Number].Point, one.Seed)));
                if (cancellationToken.IsCancellationRequested) return;
                lock (gate)
                {
                    store?.Write(trial);
                    done[one] = trial;
                    progress?.Report(trial);
                }
            });
        }
        catch (OperationCanceledException)
        {
        }
        catch (AggregateException error)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
        return [.. done.Values.OrderBy(trial => trial.Number).ThenBy(trial => trial.Seed)];

        TrialScore Score(SearchPoint point, ulong seed)
        {
            try
            {
                return evaluate(point, seed, cancellationToken);
            }
            catch (DlException error)
            {
                return TrialScore.Failed(error.Message);
            }
        }
    }
}
