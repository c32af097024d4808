namespace Dl.Properties;

/// <summary>A mean that stands by: the update passes.</summary>
public sealed class SwaOracle : IOracle<Swa>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Swa link) => (_, u) => u;
}
