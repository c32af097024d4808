namespace Dl.Properties;

/// <summary>An average that stands by: the update passes.</summary>
public sealed class EmaOracle : IOracle<Ema>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Ema link) => (_, u) => u;
}
