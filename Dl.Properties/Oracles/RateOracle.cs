namespace Dl.Properties;

/// <summary>Gradient descent: the rate times the gradient.</summary>
public sealed class RateOracle : IOracle<Rate>
{
    /// <inheritdoc/>
    public IEnumerable<double> Updates(Rate link, double x, IEnumerable<double> gradients)
    {
        foreach (var g in gradients) yield return link.Value * g;
    }
}
