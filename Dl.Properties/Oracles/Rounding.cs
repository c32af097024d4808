namespace Dl.Properties;

/// <summary>How far rounding alone may take a result.</summary>
static class Rounding
{
    /// <summary>The unit round-off u of double precision.</summary>
    public const double Unit = 1.0 / (1L << 53);

    /// <summary>
    /// The bound <c>n u / (1 - n u)</c> times the sum of the magnitudes of the terms, for a result of n operations in any order
    /// (Higham, "Accuracy and stability of numerical algorithms", section 3.1). An elementary function of a library counts as four.
    /// </summary>
    public static double Of(int operations, double magnitude) => operations * Unit / (1 - operations * Unit) * magnitude;

    /// <summary>The largest magnitude of the numbers in tensors, at least 1: what the error of a sum of them is measured against.</summary>
    public static double Largest(params IEnumerable<Tensor<double>> tensors)
    {
        var most = 1.0;
        foreach (var tensor in tensors)
            foreach (var value in tensor.Span)
                most = Math.Max(most, Math.Abs(value));
        return most;
    }
}
