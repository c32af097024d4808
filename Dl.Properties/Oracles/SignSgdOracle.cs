namespace Dl.Properties;

/// <summary>Bernstein et al. 2018, algorithm 1.</summary>
public sealed class SignSgdOracle : IOracle<SignSgd>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(SignSgd link) => (_, g) => g > 0 ? 1 : g < 0 ? -1 : 0;
}
