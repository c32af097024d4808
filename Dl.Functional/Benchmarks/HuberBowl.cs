namespace Dl.Functional;

/// <summary><c>sum h(x_i)</c> with <c>h(x) = x^2 / 2</c> up to |x| = delta and <c>delta (|x| - delta / 2)</c> beyond: a bowl with
/// straight walls. Least at 0. Source: Huber 1964.</summary>
/// <param name="Length">The length of the vector.</param>
/// <param name="Delta">Where the walls begin.</param>
public sealed record HuberBowl(int Length, double Delta) : Benchmark("huber")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Vector(Length, i => (i + 2) * Delta);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Tensor<double>.Zeros([Length])];

    /// <inheritdoc/>
    public override double Value(Tensor<double> x) => Enumerable.Range(0, Length).Sum(i => Math.Abs(x[i]) <= Delta ? x[i] * x[i] / 2 : Delta * (Math.Abs(x[i]) - Delta / 2));

    /// <inheritdoc/>
    public override Tensor<double> Gradient(Tensor<double> x) => Vector(Length, i => Math.Clamp(x[i], -Delta, Delta));

    /// <inheritdoc/>
    public override Tensor<double> Hessian(Tensor<double> x) => Matrix(Length, (i, j) => i == j && Math.Abs(x[i]) <= Delta ? 1 : 0);
}
