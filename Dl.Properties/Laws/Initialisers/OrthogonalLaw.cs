namespace Dl.Properties;

/// <summary>
/// I5: the rows or the columns of an orthogonal matrix, whichever are fewer, are orthogonal vectors of the length of the gain; and the matrices are
/// spread evenly: the mean of the first entry over many matrices is 0 within 6 sigma, its mean square gain^2 / n for vectors of n numbers.
/// </summary>
public static class OrthogonalLaw
{
    const int Matrices = 64;

    /// <summary>The law.</summary>
    public static Law<InitialiserCase> Of { get; } = new("orthogonal", "Q'Q = gain^2 on the smaller side, and spread evenly (I5)", asked =>
    {
        if (Claimed.By(asked.Initialiser) is not Orthogonal orthogonal) return Verdict.Silent;
        var square = orthogonal.Gain * orthogonal.Gain;
        var (vectors, length) = (Math.Min(asked.In, asked.Out), Math.Max(asked.In, asked.Out));
        var all = Orthonormal(asked.Matrix(0), square);
        if (length > 16) return all;
        // The square of an entry has a fourth moment of at most 3 gain^4 / n^2.
        var first = Enumerable.Range(0, Matrices).Select(i => asked.Matrix(i)[0]).ToArray();
        return all
            .And(() => Verdict.Close(first.Average(), 0, 6 * Math.Sqrt(square / length / Matrices), () => $"mean of the first entry of {Matrices} matrices"))
            .And(() => Verdict.Close(first.Average(q => q * q), square / length, 6 * square / length * Math.Sqrt(2.0 / Matrices) + 1e-12, () => $"mean square of the first entry of {Matrices} matrices"));
    });

    static Verdict Orthonormal(Tensor<double> q, double square)
    {
        var (rows, columns) = (q.Shape[0], q.Shape[1]);
        double Entry(int vector, int i) => rows >= columns ? q[i * columns + vector] : q[vector * columns + i];
        var (vectors, length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        var all = Verdict.Holds;
        for (var a = 0; a < vectors; a++)
            for (var b = a; b < vectors; b++)
            {
                var (left, right) = (a, b);
                var product = Enumerable.Range(0, length).Sum(i => Entry(left, i) * Entry(right, i));
                // Householder's reflections are exact to a small multiple of length u.
                all = all.And(() => Verdict.Close(product, left == right ? square : 0, 64 * length * 1.2e-16 * Math.Max(square, 1e-300), () => $"product of the vectors {left} and {right} of {vectors}"));
            }
        return all;
    }
}
