namespace Dl.Functional;

/// <summary>What stands for many numbers: fillers of gaps, weights of classes. Pure functions.</summary>
public static class Statistics
{
    /// <summary>The mean, sum x / n; NaN of no numbers. NumPy: <c>mean</c>.</summary>
    public static double Mean(IEnumerable<double> numbers) => numbers.Aggregate((Sum: 0.0, Count: 0L), (all, x) => (all.Sum + x, all.Count + 1)) is var (sum, count) ? sum / count : double.NaN;

    /// <summary>Mean and standard deviation (of the population) of numbers that come in parts, seen once (Chan, Golub and LeVeque, "Algorithms for computing the sample
    /// variance", 1983); NaN of no numbers.</summary>
    public static (double Mean, double Deviation) Moments(IEnumerable<float[]> parts)
    {
        var (count, mean, squares) = (0L, double.NaN, 0.0);
        foreach (var part in parts.Where(part => part.Length > 0))
        {
            var own = part.Average(x => (double)x);
            var ownSquares = part.Sum(x => (x - own) * (x - own));
            var (all, apart) = (count + part.Length, count == 0 ? 0 : own - mean);
            squares += ownSquares + apart * apart * count * part.Length / all;
            mean = count == 0 ? own : mean + apart * part.Length / all;
            count = all;
        }
        return (mean, Math.Sqrt(squares / count));
    }

    /// <summary>The median: the middle one of the sorted numbers, or the mean of the two in the middle; NaN of no numbers. NumPy: <c>median</c>.</summary>
    public static double Median(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The number that occurs most often, the smallest of those that occur equally often; NaN of no numbers.
    /// scikit-learn: <c>SimpleImputer(strategy="most_frequent")</c>.</summary>
    public static double MostFrequent(IEnumerable<double> numbers) =>
        numbers.CountBy(x => x).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key).DefaultIfEmpty(double.NaN).First();

    /// <summary>
    /// Weights under which classes count alike however many examples they have: <c>N / (K n_k)</c>, N examples of K classes that occur, n_k of class k; 0 for a class that
    /// does not occur. Law: the sum over the examples of the weights of their classes is N. scikit-learn: <c>compute_class_weight("balanced")</c>.
    /// </summary>
    /// <param name="counts">How many examples each class has.</param>
    /// <returns>For the weights of <see cref="CrossEntropy"/>.</returns>
    public static Many<double> Balanced(Many<int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        double all = counts.Sum(count => (long)count);
        var occurring = counts.Count(count => count > 0);
        return counts.Map(count => count > 0 ? all / ((double)occurring * count) : 0);
    }
}
