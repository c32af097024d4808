namespace Dl.Properties;

/// <summary>Between two bounds.</summary>
public sealed class ClipValueOracle : IOracle<ClipValue>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(ClipValue link) => (_, u) => u > link.Value ? link.Value : u < -link.Value ? -link.Value : u;
}
