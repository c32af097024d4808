namespace Dl.Properties;

/// <summary>Wrong ops and gradients.</summary>
static class OpMutants
{
    public static Many<Mutant> All { get; } = [];
}
