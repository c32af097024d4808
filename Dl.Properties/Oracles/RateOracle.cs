namespace Dl.Properties;

/// <summary>Gradient descent: the rate of the step, the first at 0, times the gradient.</summary>
public sealed class RateOracle : IOracle<Rate>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Rate link)
    {
        var step = 0;
        return (_, g) => link.Schedule.At(step++) * g;
    }
}
