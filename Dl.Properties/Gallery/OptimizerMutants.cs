namespace Dl.Properties;

/// <summary>Wrong optimizers.</summary>
static class OptimizerMutants
{
    public static Many<Mutant> All { get; } = [];
}
