namespace Dl.Properties;

/// <summary>Averages over all that has been, term by term.</summary>
static class Past
{
    /// <summary><c>sum_i (1 - beta) beta^(t-i) x_i</c>, what <c>a = beta a + (1 - beta) x</c> is from a = 0 on.</summary>
    public static double Average(IReadOnlyList<double> past, double beta) => past.Select((x, i) => (1 - beta) * Math.Pow(beta, past.Count - 1 - i) * x).Sum();

    /// <summary>The average corrected for its start at zero: divided by the sum of its weights.</summary>
    public static double Unbiased(IReadOnlyList<double> past, double beta) => Average(past, beta) / Enumerable.Range(0, past.Count).Sum(i => (1 - beta) * Math.Pow(beta, i));

    /// <summary>The quotient of a corrected mean and the root of a corrected square, with epsilon at its place; the corrections are divisors.</summary>
    public static double Quotient(double mean, double meanWeight, double square, double squareWeight, double epsilon, EpsilonPlace place) => place switch
    {
        EpsilonPlace.Inside => mean / meanWeight / Math.Sqrt(square / squareWeight + epsilon),
        EpsilonPlace.Hat => mean * Math.Sqrt(squareWeight) / meanWeight / (Math.Sqrt(square) + epsilon),
        _ => mean / meanWeight / (Math.Sqrt(square / squareWeight) + epsilon),
    };
}
