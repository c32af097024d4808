namespace Dl.Functional;

/// <summary>
/// <c>x^T Q diag(l) Q^T x / 2</c>: a quadratic with a given spectrum, along the axes or rotated. Every law of convergence with
/// a constant is stated on it. Least at 0.
/// </summary>
/// <param name="Spectrum">The eigenvalues.</param>
/// <param name="Rotation">What the rotation Q is drawn from; none without it.</param>
public sealed record Quadratic(Many<double> Spectrum, Key? Rotation = null) : Benchmark("quadratic")
{
    readonly Tensor<double> axes = Rotated(Spectrum.Count, Rotation);

    /// <summary>A spectrum from 1 to <paramref name="condition"/> in equal ratios.</summary>
    public static Quadratic Conditioned(int size, double condition, Key? rotation = null) =>
        new(Enumerable.Range(0, size).Select(i => size == 1 ? condition : Math.Pow(condition, i / (size - 1.0))).ToMany(), rotation);

    /// <inheritdoc/>
    public override Tensor<double> Start => Mode(_ => 1);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Tensor<double>.Zeros([Spectrum.Count])];

    /// <summary>The eigenvectors, one a row.</summary>
    public Tensor<double> Axes => axes;

    /// <summary>The point with the given coordinate along each eigenvector.</summary>
    public Tensor<double> Mode(Func<int, double> along)
    {
        ArgumentNullException.ThrowIfNull(along);
        var n = Spectrum.Count;
        return Vector(n, j => Enumerable.Range(0, n).Sum(i => along(i) * axes[i * n + j]));
    }

    /// <summary>The coordinate of a point along each eigenvector.</summary>
    public Many<double> Modes(Tensor<double> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var n = Spectrum.Count;
        return Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Sum(j => axes[i * n + j] * x[j])).ToMany();
    }

    /// <inheritdoc/>
    public override double Value(Tensor<double> x) => Modes(x).Zip(Spectrum, (c, l) => l * c * c / 2).Sum();

    /// <inheritdoc/>
    public override Tensor<double> Gradient(Tensor<double> x) => Modes(x) is var modes ? Mode(i => Spectrum[i] * modes[i]) : x;

    /// <inheritdoc/>
    public override Tensor<double> Hessian(Tensor<double> x)
    {
        var n = Spectrum.Count;
        return Matrix(n, (i, j) => Enumerable.Range(0, n).Sum(k => Spectrum[k] * axes[k * n + i] * axes[k * n + j]));
    }

    /// <summary>Two are equal when spectrum and rotation are.</summary>
    public bool Equals(Quadratic? other) => other is not null && Spectrum.Equals(other.Spectrum) && Rotation == other.Rotation;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Spectrum, Rotation);

    // Rows of normal numbers made orthonormal one after another (Gram and Schmidt, twice for the sake of rounding).
    static Tensor<double> Rotated(int n, Key? rotation)
    {
        if (rotation is not { } key) return Matrix(n, (i, j) => i == j ? 1 : 0);
        var rows = new List<double[]>();
        for (var i = 0; i < n; i++)
        {
            var row = Enumerable.Range(0, n).Select(j => key.Normal(i * n + j)).ToArray();
            for (var twice = 0; twice < 2; twice++)
            {
                foreach (var other in rows)
                {
                    var along = row.Zip(other, (a, b) => a * b).Sum();
                    row = [.. row.Zip(other, (a, b) => a - along * b)];
                }
                var length = Math.Sqrt(row.Sum(a => a * a));
                row = [.. row.Select(a => a / length)];
            }
            rows.Add(row);
        }
        return Matrix(n, (i, j) => rows[i][j]);
    }
}
