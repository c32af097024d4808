namespace Dl.Properties;

/// <summary>
/// The gallery of real bugs: each a wrong twin of a thing of this library, wrong in the one place where somebody once was. Those called N are slips that nobody reported, one for each
/// law that no reported bug needs. Law: every one of them breaks a law.
/// </summary>
public static class Gallery
{
    /// <summary>All mutants, by number.</summary>
    public static Many<Mutant> All { get; } =
    [
        .. new[]
        {
            OpMutants.All, ConvolutionMutants.All, NormalisationMutants.All, SequenceMutants.All, LayerMutants.All, LossMutants.All, InitialiserMutants.All,
            ScheduleMutants.All, OptimizerMutants.All, AdamMutants.All, DescentMutants.All, RuleMutants.All,
        }.SelectMany(family => family).OrderBy(mutant => mutant.Name, StringComparer.Ordinal),
    ];
}
