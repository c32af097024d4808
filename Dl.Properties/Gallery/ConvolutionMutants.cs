namespace Dl.Properties;

/// <summary>Wrong convolutions and poolings.</summary>
static class ConvolutionMutants
{
    public static Many<Mutant> All { get; } = [];
}
