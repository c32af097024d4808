namespace Dl.Properties;

/// <summary>Xie et al. 2022, algorithm 1, with every average as a sum over all that has been.</summary>
public sealed class AdanOracle : IOracle<Adan>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Adan link)
    {
        var past = new List<double>();
        return (_, g) =>
        {
            past.Add(g);
            var t = past.Count;
            var differences = past.Select((old, i) => i == 0 ? 0 : old - past[i - 1]).ToArray();
            var squares = past.Select((old, i) => Math.Pow(old + link.Beta2 * differences[i], 2)).ToArray();
            var step = Past.Unbiased(past, link.Beta1) + link.Beta2 * Past.Unbiased(differences, link.Beta2);
            return step / (Math.Sqrt(Past.Unbiased(squares, link.Beta3)) + link.Epsilon);
        };
    }
}
