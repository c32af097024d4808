namespace Dl.Properties;

/// <summary>Wrong losses.</summary>
static class LossMutants
{
    public static Many<Mutant> All { get; } = [];
}
