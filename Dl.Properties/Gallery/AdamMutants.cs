namespace Dl.Properties;

/// <summary>Sixteen wrong Adams, each off by one line.</summary>
static class AdamMutants
{
    public static Many<Mutant> All { get; } = [];
}
