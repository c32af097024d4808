namespace Dl.Properties;

/// <summary>Foret et al. 2021, algorithm 1; Kwon et al. 2021, equation 7, for the adaptive form.</summary>
public sealed class SamOracle : IVectorOracle<Sam>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(Sam link, Layout layout)
    {
        var inner = Oracle.Begin(link.Optimizer, layout);
        return moment =>
        {
            var (x, g) = (moment.X, moment.Update);
            double T(int i) => link.Adaptive ? Math.Abs(x[i]) : 1;
            var norm = Math.Sqrt(g.Select((one, i) => Math.Pow(T(i) * one, 2)).Sum());
            var worst = norm > 0 ? moment.GradientAt([.. x.Select((one, i) => one + link.Radius * T(i) * T(i) * g[i] / norm)]) : moment.GradientAt(x);
            return inner(moment with { Update = worst });
        };
    }
}
