namespace Dl.Functional;

/// <summary><c>(1 - x)^2 + 100 (y - x^2)^2</c>: a curved valley whose floor is almost flat. Least at (1, 1). Source: Rosenbrock 1960.</summary>
public sealed record Rosenbrock() : Planar("rosenbrock")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Point(-1.5, 2);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Point(1, 1)];

    /// <inheritdoc/>
    protected override Jet At(Jet x, Jet y) => (1 - x).Square() + 100 * (y - x.Square()).Square();
}
