namespace Dl.Properties;

/// <summary>Wrong normalisations and dropouts.</summary>
static class NormalisationMutants
{
    public static Many<Mutant> All { get; } = [];
}
