namespace Dl.Properties;

/// <summary>The velocity of the step after this one if it brought nothing, plus this gradient.</summary>
public sealed class NesterovOracle : IOracle<Nesterov>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Nesterov link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            return g + past.Select((old, i) => Math.Pow(link.Decay, t - i) * old).Sum();
        };
    }
}
