namespace Dl.Functional;

/// <summary>Numbers by which curves of a training are judged.</summary>
public static class Curves
{
    /// <summary>The shares of the classes among labels.</summary>
    /// <param name="counts">How many labels there are of each class.</param>
    public static Many<double> Shares(Many<int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var all = counts.Sum(count => (double)count);
        return counts.Map(count => count / all);
    }

    /// <summary>
    /// The cross entropy of the best answer that does not look at the input, <c>-sum p ln p</c>; of K equally frequent classes it is <c>-ln(1/K)</c>, and a network that knows nothing
    /// yet should begin near it.
    /// </summary>
    /// <param name="shares">The share of each class.</param>
    public static double Entropy(Many<double> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        return -shares.Sum(share => share > 0 ? share * Math.Log(share) : 0);
    }

    /// <summary>The mean squared error of the best answer that does not look at the input: the variance, averaged over the columns.</summary>
    /// <param name="values">The targets, one row an example.</param>
    public static double Variance<T>(Tensor<T> values) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        var rows = values.Shape.Rank == 0 ? 1 : values.Shape[0];
        var columns = rows == 0 ? 0 : values.Shape.Size / rows;
        return columns == 0 ? double.NaN : Enumerable.Range(0, columns).Average(column =>
        {
            var numbers = Enumerable.Range(0, rows).Select(row => double.CreateTruncating(values[row * columns + column])).ToArray();
            var mean = numbers.Average();
            return numbers.Average(number => (number - mean) * (number - mean));
        });
    }

    /// <summary>How many standard errors a share of n independent trials lies above a probability: <c>(share - p) / sqrt(p (1 - p) / n)</c>.</summary>
    public static double Above(double share, double probability, long trials) =>
        (share - probability) / Math.Sqrt(Math.Max(probability * (1 - probability), 1.0 / trials) / trials);

    /// <summary>How far two points lie apart, in units of the first's distance from the origin: <c>|y - x| / |x|</c>.</summary>
    public static double Moved<T>(Tensor<T> x, Tensor<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var (squares, distance) = (0.0, 0.0);
        for (var i = 0; i < x.Shape.Size; i++)
        {
            var (from, to) = (double.CreateTruncating(x[i]), double.CreateTruncating(y[i]));
            (squares, distance) = (squares + from * from, distance + (to - from) * (to - from));
        }
        return Math.Sqrt(distance / squares);
    }
}
