namespace Dl.Properties;

/// <summary>The other way.</summary>
public sealed class MaximizeOracle : IOracle<Maximize>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Maximize link) => (_, u) => -u;
}
