namespace Dl.Functional;

/// <summary>
/// A function of a vector whose gradient, Hessian and minima are known exactly: what optimizers race on and what their laws
/// are stated over. Laws: the gradient is the slope of the value, the Hessian that of the gradient, and the minima are minima.
/// </summary>
/// <param name="Name">The name in tables and pictures.</param>
public abstract record Benchmark(string Name)
{
    /// <summary>Where races begin.</summary>
    public abstract Tensor<double> Start { get; }

    /// <summary>All isolated global minima, or one of a line of them; none where the function has none.</summary>
    public abstract Many<Tensor<double>> Minima { get; }

    /// <summary>The greatest lower bound; minus infinity where there is none.</summary>
    public virtual double Least => 0;

    /// <summary>The value.</summary>
    public abstract double Value(Tensor<double> x);

    /// <summary>The gradient; at a kink the subgradient of least magnitude.</summary>
    public abstract Tensor<double> Gradient(Tensor<double> x);

    /// <summary>The matrix of second derivatives, of shape (n, n); at a kink that of one side.</summary>
    public abstract Tensor<double> Hessian(Tensor<double> x);

    /// <summary>The length of the vector.</summary>
    public int Size => Start.Shape.Size;

    /// <summary>A point.</summary>
    protected static Tensor<double> Point(params double[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Tensor<double>.From([x.Length], [.. x]);
    }

    /// <summary>A vector from its entries.</summary>
    protected static Tensor<double> Vector(int n, Func<int, double> entry) => Point([.. Enumerable.Range(0, n).Select(entry)]);

    /// <summary>A square matrix from its entries.</summary>
    protected static Tensor<double> Matrix(int n, Func<int, int, double> entry) =>
        Tensor<double>.From([n, n], [.. Enumerable.Range(0, n * n).Select(i => entry(i / n, i % n))]);
}
