namespace Dl.Properties;

/// <summary>Sutskever et al. 2013, equations 3 and 4: the gradient where the velocity leads.</summary>
public sealed class NesterovLookAheadOracle : IVectorOracle<NesterovLookAhead>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(NesterovLookAhead link, Layout layout)
    {
        var (velocity, step) = (new double[layout.Size], 0);
        return moment =>
        {
            var rate = link.Rate.At(step++);
            var ahead = moment.GradientAt([.. moment.X.Select((x, i) => x - link.Decay * velocity[i])]);
            velocity = [.. velocity.Select((v, i) => link.Decay * v + rate * ahead[i])];
            return velocity;
        };
    }
}
