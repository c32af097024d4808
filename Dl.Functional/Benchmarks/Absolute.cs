namespace Dl.Functional;

/// <summary><c>sum |x_i|</c>: slopes of magnitude 1 however near the minimum, 0 at it. Least at 0.</summary>
/// <param name="Length">The length of the vector.</param>
public sealed record Absolute(int Length) : Benchmark("absolute")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Vector(Length, i => i + 1.3);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Tensor<double>.Zeros([Length])];

    /// <inheritdoc/>
    public override double Value(Tensor<double> x) => Enumerable.Range(0, Length).Sum(i => Math.Abs(x[i]));

    /// <inheritdoc/>
    public override Tensor<double> Gradient(Tensor<double> x) => Vector(Length, i => Math.Sign(x[i]));

    /// <inheritdoc/>
    public override Tensor<double> Hessian(Tensor<double> x) => Tensor<double>.Zeros([Length, Length]);
}
