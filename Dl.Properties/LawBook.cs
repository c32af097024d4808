using System.Collections.Concurrent;
using System.Linq;

namespace Dl.Properties;

/// <summary>Things and their laws together.</summary>
public static class LawBook
{
    /// <summary>Every law on one thing.</summary>
    public static IEnumerable<Claim> On<C>(Subject<C> subject, IEnumerable<Law<C>> laws) where C : Case
    {
        ArgumentNullException.ThrowIfNull(laws);
        return laws.Select(law => new Claim<C>(subject, law));
    }

    /// <summary>
    /// Checks claims on several threads, each claim on one of them. Reports come in the order of the claims, each as soon as it and all before it are there. Law: the number
    /// of threads changes no report.
    /// </summary>
    /// <param name="claims">The claims.</param>
    /// <param name="settings">How many cases, drawn from what.</param>
    /// <param name="threads">How many threads; 0 for as many as there are processors.</param>
    /// <exception cref="OperationCanceledException">The settings' token said stop.</exception>
    public static IEnumerable<LawReport> Check(IEnumerable<Claim> claims, CheckSettings settings, int threads = 0) => Partitioner.Create(claims, EnumerablePartitionerOptions.NoBuffering)
        .AsParallel().AsOrdered()
        .WithDegreeOfParallelism(threads > 0 ? threads : Environment.ProcessorCount)
        .WithMergeOptions(ParallelMergeOptions.NotBuffered)
        .WithCancellation(settings.Stop)
        // Kernels on threads of their own would only wait for those of other claims.
        .Select(claim => Workers.With(1, () => claim.Check(settings)));

    /// <summary>Checks every law on one thing.</summary>
    /// <exception cref="LawException">A law is broken, or its oracle too often cannot tell.</exception>
    public static void Hold<C>(Subject<C> subject, IEnumerable<Law<C>> laws, CheckSettings? settings = null) where C : Case
    {
        foreach (var claim in On(subject, laws)) Hold(claim, settings);
    }

    /// <summary>Checks one law on one thing.</summary>
    /// <exception cref="LawException">The law is broken, or its oracle too often cannot tell.</exception>
    public static void Hold(Claim claim, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var report = claim.Check(settings ?? new());
        if (report.Holds) return;
        throw new LawException(report.Found ?? new(claim.Thing, claim.Law, claim.Says, "none",
            $"the oracle could not tell in {report.Inconclusive} of {report.Spoke} cases: draw examples of ordinary size, away from kinks", 0, new(0, 1)));
    }
}
