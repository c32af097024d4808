namespace Dl.Properties;

/// <summary>Wrong initialisers.</summary>
static class InitialiserMutants
{
    public static Many<Mutant> All { get; } = [];
}
