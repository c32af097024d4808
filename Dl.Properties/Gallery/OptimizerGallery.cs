namespace Dl.Properties;

/// <summary>The wrong optimizers and schedules of the gallery together: which law finds which.</summary>
public static class OptimizerGallery
{
    /// <summary>All faults of optimizers.</summary>
    public static Many<OptimizerFault> Faults => [.. OptimizerMutants.Faults, .. AdamMutants.Faults, .. DescentMutants.Faults, .. RuleMutants.Faults];

    /// <summary>The mutants of optimizers and schedules, by number.</summary>
    public static Many<Mutant> Mutants { get; } = Gallery.All.Where(mutant => mutant.Claims.Any(claim => claim is Claim<OptimizerCase> or Claim<ScheduleCase>)).ToMany();

    /// <summary>For each law the mutants that it kills, computed.</summary>
    public static ImmutableSortedDictionary<string, Many<string>> Kills(CheckSettings? settings = null) => Mutants
        .SelectMany(mutant => mutant.Judge(settings).Killers.Select(report => (report.Law, mutant.Name)))
        .GroupBy(kill => kill.Law, kill => kill.Name, StringComparer.Ordinal)
        .ToImmutableSortedDictionary(group => group.Key, group => group.Order(StringComparer.Ordinal).ToMany(), StringComparer.Ordinal);
}
